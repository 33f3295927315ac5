package dev.drydock.job;

class BusyboxJobsTest extends ShellJobsContract {
  @Override
  Shells shell() {
    return Shells.BUSYBOX;
  }
}
