package dev.drydock.job;

class BashRunnerTest extends RunnerContract {
  @Override
  Shells shell() {
    return Shells.BASH;
  }
}
