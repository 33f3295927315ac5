package dev.drydock.job;

class DashJobsTest extends ShellJobsContract {
  @Override
  Shells shell() {
    return Shells.DASH;
  }
}
