/*
 * A wall clock that a test can turn, for one process and all it starts: preloaded, it adds to the
 * real time the seconds that stand in the file $DRYDOCK_CLOCK. Only the wall clock lies; the
 * monotonic one stays true, as on a server whose clock is set.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t offset(void) {
  const char *file = getenv("DRYDOCK_CLOCK");
  char text[32];
  long count = 0;
  int saved = errno;
  if (file != NULL) {
    long fd = syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
      count = syscall(SYS_read, fd, text, sizeof text - 1);
      syscall(SYS_close, fd);
    }
  }
  errno = saved;
  if (count <= 0) return 0;
  text[count] = 0;
  return (time_t)strtol(text, NULL, 10);
}

int clock_gettime(clockid_t id, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, id, now);
  if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += offset();
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec real;
  (void)zone;
  if (now != NULL) {
    clock_gettime(CLOCK_REALTIME, &real);
    now->tv_sec = real.tv_sec;
    now->tv_usec = real.tv_nsec / 1000;
  }
  return 0;
}

time_t time(time_t *to) {
  struct timespec real;
  clock_gettime(CLOCK_REALTIME, &real);
  if (to != NULL) *to = real.tv_sec;
  return real.tv_sec;
}
