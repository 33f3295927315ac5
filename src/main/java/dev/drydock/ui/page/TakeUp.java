package dev.drydock.ui.page;

import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.run.RunControl;
import dev.drydock.session.Session;
import dev.drydock.ui.PageId;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardServices;
import java.io.IOException;

/** Takes up a run that is on the server, wherever it was begun: pages that offer it do so alike. */
final class TakeUp {
  private TakeUp() {}

  /** From a page, through the login that stands; then shows it. */
  static void run(WizardModel model, WizardHost host, WizardServices services, String runId) {
    Session session = model.session().orElseThrow();
    Profile profile = model.profile();
    host.work(
        "Taking up the run on " + session.target().host(),
        () -> open(session, services, profile, runId),
        control -> show(model, host, control),
        RunControl::close);
  }

  /** In the background. */
  static RunControl open(Session session, WizardServices services, Profile profile, String runId)
      throws IOException, ProfileException {
    if (session.facts().isEmpty()) {
      session.readFacts();
    }
    RunControl control = session.openRun(runId, profile.name());
    boolean kept = false;
    try {
      services.profiles().save(profile.withLastRun(runId));
      kept = true;
      return control;
    } finally {
      if (!kept) {
        control.close();
      }
    }
  }

  static void show(WizardModel model, WizardHost host, RunControl control) {
    Session session = model.session().orElseThrow();
    if (model.facts().isEmpty() && session.facts().isPresent()) {
      model.setFacts(session.facts().get(), session.findings(), session.routes());
    }
    model.setProfile(model.profile().withLastRun(control.record().runId()));
    model.setRun(control);
    control.start();
    // What is to be seen first is gone on with from there.
    host.show(
        session.isUnseen(control.record().runId()) && !model.offer().isGoing()
            ? PageId.PLAN
            : PageId.RUN);
  }
}
