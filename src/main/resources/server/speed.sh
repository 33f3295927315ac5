# How fast is this server? A few seconds of work, timed by the kernel's uptime: a server's clock
# may be wrong or jump. Nothing is installed and nothing stays behind; the one file that is written
# has lost its name before its first byte is.
# The head sets DRYDOCK_NONCE, which marks the lines that are the answer.

LC_ALL=C; export LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
umask 077

tell() {
  printf '@@%s %s\n' "$DRYDOCK_NONCE" "$*"
}

# Seconds since boot with two decimals, in $now; whole ones in $second. Hundredths are left to the
# reader of the answer: after some months they no longer fit the arithmetic of a 32-bit shell.
look() {
  IFS=' ' read -r now _ </proc/uptime || exit 1
  second=${now%%.*}
}

# timed NAME SECONDS: calls "NAME" again and again for that long, and tells how often.
timed() {
  "$1" || return 1
  look
  begun=$now
  until=$((second + $2))
  count=0
  while [ "$second" -lt "$until" ]; do
    "$1" || return 1
    count=$((count + 1))
    look
  done
  tell "$1" "$count" "$begun" "$now"
}

# program FUNCTIONS: a C program, made here; what it computes does not matter.
program() {
  awk "BEGIN { n = $1"'
    for (i = 0; i < n; i++) {
      printf "struct s%d { int a, b[8]; struct s%d *next; };\n", i, i
      printf "int f%d(struct s%d *p, int n) {\n  int i, j, t = %d;\n", i, i, i
      printf "  for (i = 0; i < n; i++) {\n    for (j = 0; j < 8; j++) {\n"
      printf "      if (p->b[j] > t) t = t * 31 + p->b[(i + j) & 7];\n"
      printf "      else p->b[j] ^= t >> (j & 3);\n    }\n"
      printf "    switch ((t + i) & 7) {\n"
      for (k = 0; k < 7; k++)
        printf "    case %d: p->a += p->b[%d] * %d; break;\n", k, k, k * 7 + i
      printf "    default: if (p->next) p = p->next; else return t;\n    }\n  }\n"
      printf "  return p->a + t;\n}\n"
    }
  }'
}

# From a pipe and to nowhere: a compiler that runs as root has been seen to delete its output's
# name, and here there is none.
compile() {
  printf '%s\n' "$source" | "$compiler" -S -O1 -w -x c -o - - >/dev/null 2>&1
}

# The stand-in where there is no compiler: the same two programs everywhere, and like a compiler
# bound by the processor and its caches, not by arithmetic.
pack() {
  printf '%s\n' "$source" | gzip -9 -c | cksum >/dev/null 2>&1
}

# write: megabytes through to the disk. Skipped where dd cannot wait for it.
write() {
  folder=/var/tmp/.drydock-speed.$$
  mkdir "$folder" 2>/dev/null || return 1
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 1' HUP INT TERM
  exec 3>"$folder/bytes"
  rm -rf "$folder"
  trap - EXIT HUP INT TERM
  look
  begun=$now
  if dd if=/dev/zero bs=65536 count=128 conv=fsync >&3 2>/dev/null; then
    look
    tell write 8 "$begun" "$now"
  fi
  exec 3>&-
}

compiler=
for name in gcc cc; do
  if command -v "$name" >/dev/null 2>&1; then
    compiler=$name
    break
  fi
done
source=$(program 8)
if [ -z "$source" ] || [ -z "$compiler" ] || ! timed compile 3; then
  source=$(program 600)
  timed pack 3 || true
fi
write || true
tell end
