package dev.drydock.faults;

import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Enters each test of a class, whose name tells the fault and what must come of it, in the book.
 */
final class BookedTests implements TestWatcher, BeforeAllCallback, AfterAllCallback {
  private FaultBook book;

  @Override
  public void beforeAll(ExtensionContext context) {
    book = new FaultBook(context.getRequiredTestClass().getSimpleName());
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    enter(context, true);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    enter(context, false);
  }

  private void enter(ExtensionContext context, boolean survived) {
    book.enter(context.getRequiredTestMethod().getName().replace('_', ' '), survived, -1);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    book.publish();
  }
}
