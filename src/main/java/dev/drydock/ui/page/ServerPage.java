package dev.drydock.ui.page;

import dev.drydock.profile.KeyFile;
import dev.drydock.profile.Profile;
import dev.drydock.profile.ProfileException;
import dev.drydock.profile.ProfileRules;
import dev.drydock.profile.ProfileStore;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.run.ServerRun;
import dev.drydock.session.Offer;
import dev.drydock.session.Session;
import dev.drydock.session.Through;
import dev.drydock.ssh.ConnectOptions;
import dev.drydock.ssh.LegacyAlgorithms;
import dev.drydock.ssh.Target;
import dev.drydock.ui.Ask;
import dev.drydock.ui.Edt;
import dev.drydock.ui.Names;
import dev.drydock.ui.PageId;
import dev.drydock.ui.Problems;
import dev.drydock.ui.WizardHost;
import dev.drydock.ui.WizardModel;
import dev.drydock.ui.WizardPage;
import dev.drydock.ui.WizardServices;
import dev.drydock.ui.widget.Banner;
import dev.drydock.ui.widget.Card;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Problem;
import dev.drydock.ui.widget.Ui;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ListSelectionModel;
import net.miginfocom.swing.MigLayout;

/** Which server: a saved one, with what is half done there, or a new one. */
public final class ServerPage implements WizardPage {
  private final WizardModel model;
  private final WizardHost host;
  private final WizardServices services;
  private final DefaultListModel<ServerEntry> entries = new DefaultListModel<>();
  private final CellList<ServerEntry> list = new CellList<>(entries);
  private final JButton resume =
      Ui.button(Names.SERVER_RESUME, "&Resume", Icons.get("resume", 16), this::resume);
  private final JButton showResult =
      Ui.button(Names.SERVER_SHOW_RESULT, "Show &result", null, this::showResult);
  private final Banner banner = new Banner(Names.SERVER_BANNER, List.of(resume, showResult));
  private final JButton rename =
      Ui.iconButton(Names.SERVER_RENAME, "Rename this server (F2)", "rename", this::rename);
  private final JButton duplicate =
      Ui.iconButton(Names.SERVER_DUPLICATE, "Duplicate this server", "duplicate", this::duplicate);
  private final JButton delete =
      Ui.iconButton(
          Names.SERVER_DELETE, "Delete this server from the list (Del)", "delete", this::delete);
  private final JButton save =
      Ui.button(Names.SERVER_SAVE, "&Save", Icons.get("save", 16), this::save);
  private final ServerForm form = new ServerForm(this::chooseKey, this::edited, save);
  private final JPanel component;
  private ServerEntry shown = ServerEntry.blank();
  private boolean selecting;
  private boolean changed;
  private boolean away;

  ServerPage(WizardModel model, WizardHost host, WizardServices services) {
    this.model = model;
    this.host = host;
    this.services = services;
    component = lay();
    fill(shown);
  }

  private JPanel lay() {
    list.setName(Names.SERVERS);
    list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    list.setCellRenderer(new ServerCell());
    list.getAccessibleContext().setAccessibleName("Saved servers");
    list.addListSelectionListener(
        event -> {
          if (!event.getValueIsAdjusting() && !selecting && list.getSelectedValue() != null) {
            fill(list.getSelectedValue());
          }
        });
    Ui.style(list, "background: $Drydock.card; selectionInsets: 2,4,2,4");
    Ui.bind(list, "F2", this::rename);
    Ui.bind(list, "DELETE", this::delete);
    JScrollPane pane = list.scrolled();
    JPanel tools = Ui.panel("insets 6 8 6 8, gap 2", "[][][][][grow, right]", "");
    tools.add(Ui.iconButton(Names.SERVER_NEW, "New server", "add", this::newServer));
    tools.add(duplicate);
    tools.add(rename);
    tools.add(delete);
    tools.add(
        Ui.iconButton(
            Names.SERVER_IMPORT, "Import from ~/.ssh/config", "import", this::importServers));
    Card side =
        new Card(
            new MigLayout("insets 8 4 0 4, gap 0, fill", "[grow, fill]", "[grow, fill][]"),
            "Drydock.card",
            "Drydock.line");
    side.add(pane, "grow, wrap");
    side.add(tools, "growx");

    JPanel right =
        new JPanel(
            new MigLayout(
                "insets 0 0 0 2, gap 0 12, hidemode 3, wrap 1", "[grow, fill]", "[][][][grow]"));
    right.setOpaque(false);
    right.add(banner, "wmin 0");
    right.add(form, "wmin 0, wmax 620");
    JScrollPane scrolled = Ui.scroll(new Widthwise(right));
    JPanel page = Ui.panel("insets 0, gap 24", "[260!, fill][grow, fill]", "[grow, fill]");
    page.add(side, "grow");
    page.add(scrolled, "grow, wmin 0");
    return page;
  }

  // ---- the list

  /** Selects the server once the list is read; without one, the newest half-done or the first. */
  public void startWith(Optional<String> profileName) {
    reload(profileName);
  }

  private void reload(Optional<String> select) {
    Edt.background(
        this::readEntries,
        read -> showEntries(read, select),
        failure -> host.problem(Problems.of(failure)));
  }

  private List<ServerEntry> readEntries() throws ProfileException {
    List<RunRecord> runs;
    try {
      runs = services.sessions().runs();
    } catch (IOException e) {
      // The servers can be used all the same; only what is half done is not known.
      runs = List.of();
    }
    List<ServerEntry> read = new ArrayList<>();
    for (ProfileStore.Entry entry : services.profiles().list()) {
      read.add(ServerEntry.of(entry, runs));
    }
    return read;
  }

  private void showEntries(List<ServerEntry> read, Optional<String> select) {
    selecting = true;
    entries.clear();
    read.forEach(entries::addElement);
    selecting = false;
    String wanted = select.orElse(shown.name());
    Optional<ServerEntry> found = read.stream().filter(e -> e.name().equals(wanted)).findFirst();
    if (found.isEmpty() && select.isEmpty() && !changed && shown.name().isEmpty()) {
      found = read.stream().filter(ServerEntry::isHalfDone).findFirst();
      if (found.isEmpty()) {
        found = read.stream().findFirst();
      }
    }
    if (found.isPresent()) {
      boolean sameAndEdited = changed && found.get().name().equals(shown.name());
      selecting = true;
      list.setSelectedValue(found.get(), true);
      selecting = false;
      if (away) {
        // Read for when this page is shown again; what another page says must stand meanwhile.
        shown = found.get();
        form.fill(shown.profile());
      } else if (sameAndEdited) {
        // What was typed meanwhile is not thrown away by reading the list again.
        shown = found.get();
        showBanner();
      } else {
        fill(found.get());
      }
    } else {
      select.ifPresent(
          name ->
              host.problem(
                  new Problem(
                      "There is no saved server called \"" + name + "\".",
                      "",
                      "Choose one from the list, or fill in a new one.",
                      "")));
      showBanner();
    }
    host.refresh();
  }

  private void fill(ServerEntry entry) {
    shown = entry;
    changed = false;
    host.clearProblem();
    form.fill(entry.profile());
    showBanner();
    if (!entry.problem().isEmpty()) {
      host.problem(Problem.ofMessage(entry.problem(), ""));
    }
    propose(entry.profile());
    updateTools();
    host.refresh();
  }

  /** The server logged in to stays the one in hand until there is a login to another. */
  private void propose(Profile profile) {
    if (model.session().isEmpty()) {
      model.setProfile(profile);
    }
  }

  /** By the server's own word where there is a login to it, else by the copies here. */
  private void showBanner() {
    Offer offer = isConnected() ? model.offer() : Offer.FRESH;
    Optional<ServerRun> there = offer.run();
    Optional<RunRecord> copy = shown.run();
    boolean open = there.isPresent() ? !offer.isFinished() : shown.isHalfDone();
    resume.setVisible(open);
    showResult.setVisible(!open && copy.isPresent());
    if (there.isPresent()) {
      banner.show(
          offer.isFinished() ? Banner.Tone.GOOD : Banner.Tone.CARE,
          offer.isFinished() ? "done" : "resume",
          offer.sentence() + (open ? " Resume?" : ""),
          there.get().title()
              + ", begun "
              + DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                  .format(there.get().started().atZone(ZoneId.systemDefault()))
              + (there.get().by().isEmpty() ? "" : " by " + there.get().by())
              + ".");
    } else if (copy.isEmpty()) {
      banner.setVisible(false);
    } else if (open) {
      banner.show(
          Banner.Tone.CARE,
          "resume",
          shown.progress() + " when last seen. Resume?",
          copy.get().current() == null
              ? ""
              : "It was at \u201c"
                  + titleOf(copy.get())
                  + "\u201d; Resume shows what happened since.");
    } else {
      banner.show(Banner.Tone.GOOD, "Everything is done here", shown.progress() + ".");
    }
    updateTools();
    host.refresh();
  }

  private static String titleOf(RunRecord run) {
    String id = run.current().stepId();
    return run.plan().steps().stream()
        .filter(step -> step.id().equals(id))
        .map(step -> step.step().title())
        .findFirst()
        .orElse(id);
  }

  private void updateTools() {
    boolean saved = list.getSelectedValue() != null;
    rename.setEnabled(saved && shown.problem().isEmpty());
    duplicate.setEnabled(saved && shown.problem().isEmpty());
    delete.setEnabled(saved);
    save.setEnabled(changed && shown.problem().isEmpty());
  }

  private void edited() {
    changed = true;
    propose(draft());
    showBanner();
  }

  /**
   * What the form says. Another address is another server: nothing of the old one's runs is kept.
   */
  private Profile draft() {
    Profile draft = form.draft();
    return draft.isAt(shown.profile()) || shown.name().isEmpty() ? draft : draft.withLastRun("");
  }

  // ---- the tools

  public void newServer() {
    selecting = true;
    list.clearSelection();
    selecting = false;
    fill(ServerEntry.blank());
    form.firstField().requestFocusInWindow();
  }

  private Optional<String> selectedName() {
    return Optional.ofNullable(list.getSelectedValue()).map(ServerEntry::name);
  }

  /** Saves what the form says. */
  public void save() {
    if (form.problem().isPresent()) {
      form.pointAtProblem();
      return;
    }
    Profile draft = draft();
    boolean isNew = !selectedName().equals(Optional.of(draft.name()));
    host.work(
        "Saving " + draft.name(),
        () -> {
          if (isNew) {
            services.profiles().create(draft);
          } else {
            services.profiles().save(draft);
          }
          return draft;
        },
        saved -> {
          changed = false;
          host.status("Saved as \u201c" + saved.name() + "\u201d.");
          reload(Optional.of(saved.name()));
        });
  }

  private void rename() {
    selectedName()
        .flatMap(
            old ->
                Ask.line(
                    host.frame(),
                    "Rename \u201c" + old + "\u201d",
                    "New &name",
                    old,
                    "&Rename",
                    name -> nameProblem(name, old)))
        .ifPresent(
            name -> {
              String old = list.getSelectedValue().name();
              host.work(
                  "Renaming",
                  () -> services.profiles().rename(old, name),
                  renamed -> reload(Optional.of(renamed.name())));
            });
  }

  private void duplicate() {
    selectedName()
        .flatMap(
            old ->
                Ask.line(
                    host.frame(),
                    "Duplicate \u201c" + old + "\u201d",
                    "Name of the c&opy",
                    free(old + " copy"),
                    "&Duplicate",
                    name -> nameProblem(name, "")))
        .ifPresent(
            name -> {
              String old = list.getSelectedValue().name();
              host.work(
                  "Duplicating",
                  () -> services.profiles().duplicate(old, name),
                  copy -> reload(Optional.of(copy.name())));
            });
  }

  private Optional<String> nameProblem(String name, String own) {
    Optional<String> bad = ProfileRules.nameProblem(name);
    return bad.isPresent() || name.equals(own) || !isTaken(name)
        ? bad
        : Optional.of("There is already a server called \u201c" + name + "\u201d.");
  }

  private boolean isTaken(String name) {
    return entryNames().contains(name);
  }

  private Set<String> entryNames() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      names.add(entries.get(i).name());
    }
    return names;
  }

  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; isTaken(name); i++) {
      name = wanted + " " + i;
    }
    return name;
  }

  private void delete() {
    Optional<String> name = selectedName();
    if (name.isEmpty()
        || !Ask.confirm(
            host.frame(),
            "delete",
            "Delete \u201c" + name.get() + "\u201d from the list?",
            "Only this computer forgets it; nothing changes on the server."
                + (isConnected() && model.offer().isGoing()
                    ? " A run is going there, and goes on. " + model.offer().sentence()
                    : shown.isHalfDone()
                        ? " A half-done run stays there, and is found again by whoever logs in."
                        : ""),
            "&Delete",
            "&Keep")) {
      return;
    }
    host.work(
        "Deleting",
        () -> {
          services.profiles().delete(name.get());
          return name.get();
        },
        gone -> {
          shown = ServerEntry.blank();
          changed = false;
          fill(shown);
          reload(Optional.empty());
          list.requestFocusInWindow();
        });
  }

  private void importServers() {
    host.work("Reading ~/.ssh/config", () -> services.importer().read(), this::offerImport);
  }

  private void offerImport(List<Profile> found) {
    List<Profile> fresh = found.stream().filter(p -> !isTaken(p.name())).toList();
    if (fresh.isEmpty()) {
      host.status(
          found.isEmpty()
              ? "~/.ssh/config names no servers."
              : "Every server of ~/.ssh/config is in the list already.");
      return;
    }
    List<Profile> chosen = ImportDialog.choose(host.frame(), fresh);
    if (chosen.isEmpty()) {
      return;
    }
    host.work(
        "Importing",
        () -> {
          for (Profile profile : chosen) {
            services.profiles().create(profile);
          }
          return chosen.get(0).name();
        },
        first -> {
          host.status(chosen.size() + " imported.");
          reload(Optional.of(first));
        });
  }

  private void chooseKey() {
    Path ssh = Path.of(System.getProperty("user.home"), ".ssh");
    String now = form.keyFile();
    Path start = now.isEmpty() ? ssh : Path.of(now);
    host.files()
        .open(host.frame(), "Choose a private key", Files.exists(start) ? start : ssh)
        .ifPresent(path -> form.setKeyFile(path.toString()));
  }

  // ---- connecting

  private static ConnectOptions options(Profile profile) {
    ConnectOptions options =
        ConnectOptions.of(new Target(profile.host(), profile.port(), profile.user()))
            .withAgent(profile.useAgent())
            .withLegacy(LegacyAlgorithms.named(profile.legacy()))
            .withThrough(Through.hops(profile));
    return KeyFile.of(profile.identityFile()).map(options::withIdentity).orElse(options);
  }

  /** Logged in to exactly what the form says, so there is nothing to connect. */
  private boolean isConnected() {
    return model
        .session()
        .filter(session -> form.problem().isEmpty())
        .filter(session -> model.profile().name().equals(form.draft().name()))
        .filter(session -> session.target().equals(options(form.draft()).target()))
        .filter(session -> model.profile().through().equals(form.draft().through()))
        .isPresent();
  }

  @Override
  public void next() {
    if (isConnected()) {
      host.show(PageId.CHECK_UP);
    } else {
      connect(Optional.empty());
    }
  }

  private void resume() {
    Optional<String> there =
        isConnected() ? model.offer().run().map(ServerRun::runId) : Optional.empty();
    Optional<String> runId = there.or(() -> shown.run().map(RunRecord::runId));
    boolean followed =
        runId.isPresent()
            && model.run().isPresent()
            && runId.equals(model.record().map(RunRecord::runId));
    if (followed && model.runIsActive()) {
      host.show(PageId.RUN);
    } else if (there.isPresent()) {
      TakeUp.run(model, host, services, there.get());
    } else {
      connect(runId);
    }
  }

  private void showResult() {
    shown
        .run()
        .ifPresent(
            run -> {
              leaveOld();
              model.setSession(null);
              model.setProfile(shown.profile());
              model.setRecord(run);
              host.show(PageId.RESULT);
            });
  }

  /** What a successful login brought. */
  private record Opened(Profile profile, Session session, Offer offer, Optional<RunControl> run) {
    void close() {
      run.ifPresent(RunControl::close);
      session.close();
    }
  }

  private void connect(Optional<String> runId) {
    host.clearProblem();
    if (form.problem().isPresent()) {
      form.pointAtProblem();
      return;
    }
    Profile draft = draft();
    boolean isNew = !selectedName().equals(Optional.of(draft.name()));
    if (isNew && isTaken(draft.name())) {
      host.problem(
          new Problem(
              "There is already a server called \u201c" + draft.name() + "\u201d.",
              "",
              "Choose it in the list, or give this one another name.",
              ""));
      return;
    }
    ConnectOptions options = options(draft);
    host.work(
        "Connecting to " + options.target(),
        () -> open(draft, options, runId),
        this::opened,
        Opened::close);
  }

  /**
   * @param last the run that is to be taken up, as far as this computer knows; empty: none is
   */
  private Opened open(Profile draft, ConnectOptions options, Optional<String> last)
      throws Exception {
    Session session = services.sessions().connect(options, host.prompts());
    try {
      // Kept at once, so that a run that is left half-way can be found again.
      services.profiles().save(draft);
      Offer offer = session.offer();
      if (last.isEmpty()) {
        return new Opened(draft, session, offer, Optional.empty());
      }
      String runId =
          offer.run().filter(run -> !offer.isFinished()).map(ServerRun::runId).orElse(last.get());
      return new Opened(
          draft, session, offer, Optional.of(TakeUp.open(session, services, draft, runId)));
    } catch (ProfileException | IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void opened(Opened opened) {
    leaveOld();
    changed = false;
    model.setProfile(opened.profile());
    model.setSession(opened.session());
    model.setOffer(opened.offer());
    reload(Optional.of(opened.profile().name()));
    host.status(
        "Logged in to "
            + opened.session().target()
            + ". The server is kept as \u201c"
            + opened.profile().name()
            + "\u201d.");
    if (opened.run().isPresent()) {
      TakeUp.show(model, host, opened.run().get());
    } else if (opened.offer().isGoing() || opened.offer().isHalfDone()) {
      // The person decides: what is half done there, or the check-up.
      showBanner();
      resume.requestFocusInWindow();
    } else {
      host.show(PageId.CHECK_UP);
    }
  }

  /** Lets go of the server before; what runs there goes on. */
  private void leaveOld() {
    Optional<RunControl> run = model.letGoOfRun();
    Optional<Session> session = model.session();
    Edt.background(
        () -> {
          run.ifPresent(RunControl::close);
          session.ifPresent(Session::close);
          return null;
        },
        done -> {},
        failure -> {});
  }

  // ---- the page

  @Override
  public PageId id() {
    return PageId.SERVER;
  }

  @Override
  public String title() {
    return "Which server?";
  }

  @Override
  public String instruction() {
    return entries.isEmpty()
        ? "Say where your old machine is and whom to log in as."
        : "Choose a saved server, or fill in a new one.";
  }

  @Override
  public JComponent component() {
    return component;
  }

  @Override
  public void onShown() {
    away = false;
    reload(Optional.ofNullable(shown.name()).filter(name -> !name.isEmpty() && isTaken(name)));
  }

  @Override
  public void onHidden() {
    away = true;
  }

  @Override
  public boolean canGoNext() {
    return shown.problem().isEmpty();
  }

  @Override
  public Optional<JButton> defaultButton() {
    return Optional.of(resume)
        .filter(button -> isConnected() && (model.offer().isGoing() || model.offer().isHalfDone()));
  }

  @Override
  public String nextText() {
    return isConnected() ? "To the &check-up" : "&Connect";
  }

  @Override
  public JComponent firstFocus() {
    return entries.isEmpty() || list.isSelectionEmpty() ? form.firstField() : list;
  }
}
