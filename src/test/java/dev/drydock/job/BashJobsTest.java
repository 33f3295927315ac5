package dev.drydock.job;

class BashJobsTest extends ShellJobsContract {
  @Override
  Shells shell() {
    return Shells.BASH;
  }
}
