package dev.drydock.run;

import com.fasterxml.jackson.annotation.JsonAlias;

/** Where a run stands as a whole. */
public enum RunState {
  NEW,
  CONNECTING,
  /** The server walks it. */
  RUNNING,
  /** The link is lost; the server walks on by itself, Drydock reconnects. */
  RECONNECTING,
  /** Paused after a step, at the person's wish. */
  PAUSED,
  /** A step failed or was stopped: go on with it, or leave it undone. */
  NEEDS_DECISION,
  /** The server stands still in the middle: it was restarted, or its runner was killed. */
  INTERRUPTED,
  /** Nobody looks on from here; the server works on. ("Watching" is what records of old say.) */
  @JsonAlias("WATCHING")
  DISCONNECTED,
  FINISHED
}
