package dev.drydock.ui.page;

import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardPage;
import dev.drydock.ui.WizardServices;
import java.util.List;

/** The six pages of one window. */
public record Pages(
    ServerPage server,
    CheckUpPage checkUp,
    RoutePage route,
    PlanPage plan,
    RunPage run,
    ResultPage result) {

  public static Pages create(WizardModel model, WizardHost host, WizardServices services) {
    return new Pages(
        new ServerPage(model, host, services),
        new CheckUpPage(model, host),
        new RoutePage(model, host, services),
        new PlanPage(model, host, services),
        new RunPage(model, host, services),
        new ResultPage(model, host));
  }

  public List<WizardPage> all() {
    return List.of(server, checkUp, route, plan, run, result);
  }

  /** The window goes away: stops what the pages keep running. */
  public void closeAll() {
    all().forEach(WizardPage::onHidden);
  }
}
