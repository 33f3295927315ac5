package dev.drydock.ui.page;

import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileStore;
import dev.drydock.run.RunRecord;
import dev.drydock.run.StepRecord;
import dev.drydock.session.Sessions;
import java.util.List;
import java.util.Optional;

/**
 * A line of the list of servers.
 *
 * @param run the newest run, or empty
 * @param problem why the profile cannot be used, or ""
 */
record ServerEntry(String name, Profile profile, Optional<RunRecord> run, String problem) {

  static ServerEntry blank() {
    return new ServerEntry("", Profile.of("", "", Profile.DEFAULT_PORT, ""), Optional.empty(), "");
  }

  static ServerEntry of(ProfileStore.Entry entry, List<RunRecord> runs) {
    Profile profile =
        entry.profile().orElseGet(() -> Profile.of(entry.name(), "", Profile.DEFAULT_PORT, ""));
    // A renamed profile still knows its run by id.
    Optional<RunRecord> run =
        runs.stream().filter(r -> r.runId().equals(profile.lastRun())).findFirst();
    if (run.isEmpty()) {
      run = runs.stream().filter(r -> Sessions.isOf(r, profile)).findFirst();
    }
    return new ServerEntry(entry.name(), profile, run, entry.problem());
  }

  boolean isHalfDone() {
    return run.isPresent() && !run.get().isFinished();
  }

  /** For example "3 of 15 steps done", or "" without a run. */
  String progress() {
    return run.map(
            r ->
                r.steps().stream().map(StepRecord::state).filter(s -> s.isSettled()).count()
                    + " of "
                    + r.steps().size()
                    + " steps done")
        .orElse("");
  }
}
