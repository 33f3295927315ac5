package dev.drydock.job;

class BusyboxRunnerTest extends RunnerContract {
  @Override
  Shells shell() {
    return Shells.BUSYBOX;
  }
}
