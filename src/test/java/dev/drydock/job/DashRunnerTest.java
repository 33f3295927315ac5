package dev.drydock.job;

class DashRunnerTest extends RunnerContract {
  @Override
  Shells shell() {
    return Shells.DASH;
  }
}
