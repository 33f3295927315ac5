package dev.drydock.ui;

import com.formdev.flatlaf.util.UIScale;
import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.Profile;
import dev.drydock.run.RunControl;
import dev.drydock.run.RunRecord;
import dev.drydock.session.Session;
import dev.drydock.ssh.Prompts;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.TranscriptFormat;
import dev.drydock.ui.page.Pages;
import dev.drydock.ui.page.SourcesDialog;
import dev.drydock.ui.widget.Dialogs;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Problem;
import dev.drydock.ui.widget.ProblemPanel;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.Dialog;
import java.awt.Dimension;
import java.awt.GraphicsConfiguration;
import java.awt.GraphicsDevice;
import java.awt.GraphicsEnvironment;
import java.awt.Insets;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ComponentAdapter;
import java.awt.event.ComponentEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JSeparator;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import javax.swing.WindowConstants;
import net.miginfocom.swing.MigLayout;

/** The window: shows one page at a time, runs one long action at a time, and closes harmlessly. */
public final class Wizard implements WizardHost {
  /** At 100 %; enough for every page without scroll bars. */
  static final Dimension SIZE = new Dimension(1120, 760);

  /** Below it, at 100 %, the space around things shrinks. */
  private static final int ROOMY_HEIGHT = 680;

  /** Below it, at 100 %, the rail of pages is narrow. */
  private static final int ROOMY_WIDTH = 1000;

  /** Quitting must never keep a person waiting longer. */
  private static final int CLOSE_MILLIS = 900;

  private final WizardServices services;
  private final WizardModel model = new WizardModel();
  private final JFrame frame = new JFrame("Drydock");
  private final Map<PageId, WizardPage> pages = new EnumMap<>(PageId.class);
  private final StepRail rail = new StepRail(this::show);
  private final StatusStrip strip = new StatusStrip();
  private final SelectableText title = new SelectableText("", "h1").named(Names.TITLE);
  private final SelectableText instruction =
      new SelectableText("").coloured("Drydock.muted").named(Names.INSTRUCTION);
  private final ProblemPanel problem = new ProblemPanel();
  private final CardLayout cards = new CardLayout();
  private final JPanel deck = new JPanel(cards);
  private final JButton back = Ui.button(Names.BACK, "&Back", null, this::goBack);
  private final JButton next = Ui.button(Names.NEXT, "&Next", null, this::goNext);
  private final JButton close = Ui.button(Names.CLOSE, "C&lose", null, this::askToClose);
  private final DialogPrompts prompts = new DialogPrompts(this::frame);
  private final MigLayout mainLayout =
      new MigLayout("insets 22 26 10 26, gap 0, hidemode 3, wrap 1", "[grow, fill]");
  private final JPanel main = new JPanel();
  private final JSeparator separator = new JSeparator();
  private final JPanel buttons = Ui.panel("insets 0, gap 8", "[][grow][][]", "");
  private boolean isTight;
  private final Pages made;
  private Settings settings;
  private final boolean systemIsDark;
  private PageId current = PageId.SERVER;
  private Edt.Work work;
  private JDialog farewell;
  private boolean closing;

  private Wizard(WizardServices services, Settings settings, boolean systemIsDark) {
    this.services = services;
    this.settings = settings;
    this.systemIsDark = systemIsDark;
    made = Pages.create(model, this, services);
    for (WizardPage page : made.all()) {
      pages.put(page.id(), page);
      deck.add(page.component(), page.id().name());
    }
    lay();
    RunNews news = new RunNews(frame, Icons.window().get(0));
    model.addListener(
        part -> {
          refresh();
          if (part == WizardModel.Part.RUN && model.run().isPresent()) {
            model
                .record()
                .ifPresent(record -> news.runMoved(model.profile().name(), record.state()));
          }
        });
  }

  /**
   * Opens the window; not on the event dispatch thread, as it reads files and asks the desktop
   * first.
   *
   * @param profileName the server to start with
   */
  public static Wizard open(WizardServices services, Optional<String> profileName) {
    if (SwingUtilities.isEventDispatchThread()) {
      throw new IllegalStateException("open the wizard from another thread");
    }
    Settings settings = Settings.read(services.settingsFile());
    boolean dark = Theme.asksSystem();
    Wizard[] opened = new Wizard[1];
    try {
      SwingUtilities.invokeAndWait(
          () -> {
            // First of all: components take their looks when they are made.
            Theme.apply(settings.theme(), dark, settings.scalePercent());
            opened[0] = new Wizard(services, settings, dark);
            opened[0].start(profileName);
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening the window", e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the window could not be opened", e.getCause());
    }
    return opened[0];
  }

  private void lay() {
    frame.setName(Names.FRAME);
    frame.setIconImages(Icons.window());
    frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosing(WindowEvent e) {
            askToClose();
          }
        });
    deck.setOpaque(false);
    main.setLayout(mainLayout);
    main.add(title);
    main.add(instruction);
    main.add(problem, "wmin 0, gapbottom 12");
    main.add(deck, "grow, pushy, wmin 0, hmin 0, shrinkprio 200");
    main.add(separator);
    buttons.add(close, "growx 0");
    buttons.add(back, "skip 1, wmin 90");
    buttons.add(next, "wmin 130");
    main.add(buttons);
    main.add(strip);
    space(false);
    frame.addComponentListener(
        new ComponentAdapter() {
          @Override
          public void componentResized(ComponentEvent e) {
            fitSpace();
          }
        });
    JPanel all = new JPanel(new BorderLayout());
    all.add(rail, BorderLayout.WEST);
    all.add(main, BorderLayout.CENTER);
    frame.setContentPane(all);
    frame.getRootPane().setDefaultButton(next);
    frame.setJMenuBar(new WizardMenu(this, settings).bar());
  }

  private void fitSpace() {
    rail.setNarrow(frame.getWidth() < UIScale.scale(ROOMY_WIDTH));
    boolean tight = frame.getHeight() < UIScale.scale(ROOMY_HEIGHT);
    if (tight != isTight) {
      space(tight);
    }
  }

  /** Where the window is low (or everything in it large), the room goes to the page. */
  private void space(boolean tight) {
    isTight = tight;
    mainLayout.setLayoutConstraints(
        (tight ? "insets 12 20 4 20" : "insets 22 26 10 26") + ", gap 0, hidemode 3, wrap 1");
    mainLayout.setComponentConstraints(title, "wmin 0");
    mainLayout.setComponentConstraints(
        instruction, "wmin 0, gaptop " + (tight ? "0, gapbottom 8" : "4, gapbottom 16"));
    mainLayout.setComponentConstraints(
        separator, "growx, shrinky 0, gaptop " + (tight ? "6" : "12"));
    mainLayout.setComponentConstraints(buttons, "gaptop " + (tight ? "6" : "10"));
    mainLayout.setComponentConstraints(strip, "gaptop " + (tight ? "0" : "4"));
    main.revalidate();
  }

  private void start(Optional<String> profileName) {
    frame.setMinimumSize(new Dimension(760, 540));
    placeFrame();
    made.server().startWith(profileName);
    frame.setVisible(true);
    show(PageId.SERVER);
  }

  private void placeFrame() {
    Optional<Rectangle> known =
        settings.bounds().filter(box -> usableScreens().stream().anyMatch(s -> shows(s, box)));
    if (known.isPresent()) {
      frame.setBounds(known.get());
    } else {
      Rectangle screen = usable(frame.getGraphicsConfiguration());
      double scale = settings.scalePercent() / 100.0;
      frame.setSize(
          Math.min(screen.width, (int) (SIZE.width * scale)),
          Math.min(screen.height, (int) (SIZE.height * scale)));
      frame.setLocationRelativeTo(null);
    }
    if (settings.maximized()) {
      frame.setExtendedState(JFrame.MAXIMIZED_BOTH);
    }
  }

  /** A window is found again only if enough of its top shows to take hold of it. */
  private static boolean shows(Rectangle screen, Rectangle box) {
    Rectangle top = new Rectangle(box.x, box.y, box.width, 40).intersection(screen);
    return top.width >= 100 && top.height >= 20;
  }

  private static List<Rectangle> usableScreens() {
    List<Rectangle> all = new ArrayList<>();
    for (GraphicsDevice device :
        GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices()) {
      all.add(usable(device.getDefaultConfiguration()));
    }
    return all;
  }

  private static Rectangle usable(GraphicsConfiguration configuration) {
    Rectangle box = configuration.getBounds();
    Insets insets = Toolkit.getDefaultToolkit().getScreenInsets(configuration);
    return new Rectangle(
        box.x + insets.left,
        box.y + insets.top,
        box.width - insets.left - insets.right,
        box.height - insets.top - insets.bottom);
  }

  // ---- navigation

  @Override
  public void show(PageId page) {
    if (isBusy() || !model.reachable(page)) {
      refresh();
      return;
    }
    WizardPage old = pages.get(current);
    if (page != current) {
      old.onHidden();
      clearProblem();
    }
    current = page;
    WizardPage now = pages.get(page);
    cards.show(deck, page.name());
    now.onShown();
    refresh();
    SwingUtilities.invokeLater(() -> now.firstFocus().requestFocusInWindow());
  }

  PageId current() {
    return current;
  }

  private void goBack() {
    PageId before = PageId.SERVER;
    for (PageId page : PageId.values()) {
      if (page.number() < current.number() && model.reachable(page)) {
        before = page;
      }
    }
    show(before);
  }

  private void goNext() {
    WizardPage page = pages.get(current);
    if (!isBusy() && page.canGoNext()) {
      page.next();
    }
  }

  @Override
  public void refresh() {
    WizardPage page = pages.get(current);
    if (page == null) {
      // The pages are still being made and tell of their first state.
      return;
    }
    title.setText(page.title());
    instruction.setText(page.instruction());
    Ui.setMarked(next, page.nextText());
    next.setVisible(!page.nextText().isEmpty());
    next.setEnabled(!isBusy() && page.canGoNext());
    frame.getRootPane().setDefaultButton(page.defaultButton().orElse(next));
    back.setEnabled(!isBusy() && current != PageId.SERVER);
    rail.update(model, current, isBusy());
    frame.setTitle(
        RunNews.title(model.profile().name(), model.run().flatMap(run -> model.record())));
  }

  // ---- long actions

  @Override
  public <T> void work(String doing, Callable<T> callable, Consumer<T> done, Consumer<T> unwanted) {
    if (isBusy()) {
      return;
    }
    AtomicBoolean cancelled = new AtomicBoolean();
    // Whoever comes second, the result or Cancel, finds the other's mark here and tidies up once.
    AtomicReference<T> unclaimed = new AtomicReference<>();
    Callable<Void> tidy =
        () -> {
          T late = unclaimed.getAndSet(null);
          if (late != null) {
            unwanted.accept(late);
          }
          return null;
        };
    work =
        Edt.background(
            () -> {
              T result = callable.call();
              unclaimed.set(result);
              if (cancelled.get()) {
                tidy.call();
              }
              return result;
            },
            result -> {
              if (cancelled.get()) {
                return;
              }
              unclaimed.set(null);
              finishWork("");
              done.accept(result);
              refresh();
            },
            failure -> {
              if (cancelled.get()) {
                return;
              }
              finishWork("");
              problem(Problems.of(failure));
              refresh();
            });
    strip.busy(
        doing,
        () -> {
          cancelled.set(true);
          work.cancel();
          Edt.background(tidy, tidied -> {}, failure -> {});
          finishWork("Cancelled. Nothing was lost.");
          refresh();
          pages.get(current).firstFocus().requestFocusInWindow();
        });
    refresh();
  }

  private void finishWork(String status) {
    work = null;
    strip.idle(status);
  }

  @Override
  public boolean isBusy() {
    return work != null;
  }

  @Override
  public void status(String text) {
    strip.say(text);
  }

  @Override
  public void problem(Problem what) {
    problem.show(what);
  }

  @Override
  public void clearProblem() {
    problem.clear();
  }

  // ---- what the menu and the pages ask for

  @Override
  public JFrame frame() {
    return frame;
  }

  @Override
  public Prompts prompts() {
    return prompts;
  }

  @Override
  public FileDialogs files() {
    return services.files();
  }

  WizardModel model() {
    return model;
  }

  void newServer() {
    show(PageId.SERVER);
    if (current == PageId.SERVER) {
      made.server().newServer();
    }
  }

  @Override
  public void saveProfile() {
    if (current == PageId.SERVER) {
      made.server().save();
      return;
    }
    Profile profile = model.profile();
    String route = model.route().map(r -> r.recipe().id()).orElse(profile.route());
    Profile full = profile.withRoute(route, model.choicesToSave());
    work(
        "Saving " + profile.name(),
        () -> {
          services.profiles().save(full);
          return full;
        },
        saved -> {
          model.setProfile(saved);
          status("Saved as \"" + saved.name() + "\".");
        });
  }

  /** Where upstream sources are fetched from. */
  void chooseSources() {
    SourcesDialog.open(this, services);
  }

  @Override
  public void exportTranscript(TranscriptFormat format) {
    Optional<RunRecord> record = model.record();
    if (record.isEmpty()) {
      status("There is no run to export yet.");
      return;
    }
    String base = record.get().profile().isEmpty() ? "drydock" : record.get().profile();
    Path start =
        Path.of(System.getProperty("user.home"), base + "-transcript." + format.extension());
    Optional<Path> file = files().save(frame, "Export the transcript", start);
    file.ifPresent(
        to -> {
          TranscriptFormat chosen = byName(to).orElse(format);
          work(
              "Looking for passwords in the transcript",
              () -> services.exporter().preview(record.get(), chosen),
              preview -> {
                if (HiddenPlaces.confirm(frame, preview)) {
                  writeTranscript(record.get(), chosen, to);
                } else {
                  status("The transcript was not written.");
                }
              });
        });
  }

  private void writeTranscript(RunRecord record, TranscriptFormat format, Path file) {
    work(
        "Writing " + file.getFileName(),
        () -> {
          services.exporter().export(record, format, file);
          return file;
        },
        written -> status("The transcript is in " + written + "."));
  }

  /** Whoever types a name that ends otherwise means that format. */
  private static Optional<TranscriptFormat> byName(Path file) {
    String name = file.getFileName().toString();
    return Exports.formats().stream()
        .filter(format -> name.endsWith("." + format.extension()))
        .findFirst();
  }

  void setTheme(Theme.Choice choice) {
    settings = settings.withTheme(choice);
    Theme.apply(choice, systemIsDark, settings.scalePercent());
    saveSettings();
    refresh();
  }

  void setScale(int percent) {
    double ratio = percent / (double) settings.scalePercent();
    settings = settings.withScale(percent);
    Theme.apply(settings.theme(), systemIsDark, percent);
    if ((frame.getExtendedState() & JFrame.MAXIMIZED_BOTH) == 0) {
      Rectangle screen = usable(frame.getGraphicsConfiguration());
      frame.setSize(
          Math.min(screen.width, (int) (frame.getWidth() * ratio)),
          Math.min(screen.height, (int) (frame.getHeight() * ratio)));
    }
    fitSpace();
    saveSettings();
    refresh();
  }

  Settings settings() {
    return settings;
  }

  private void saveSettings() {
    Settings now = settings;
    Edt.background(() -> writeSettings(now), done -> {}, this::settingsNotSaved);
  }

  private void settingsNotSaved(Throwable failure) {
    status(
        "How the window looks could not be saved ("
            + (failure instanceof Exception e ? PrivateFiles.explain(e) : failure.getMessage())
            + "); the next start will look as before.");
  }

  private Void writeSettings(Settings now) throws IOException {
    now.write(services.settingsFile());
    return null;
  }

  // ---- closing

  /** Closes; in the middle of a step it says first that nothing is lost by it. */
  void askToClose() {
    if (farewell != null || !model.runIsActive()) {
      closeNow();
      return;
    }
    Dialogs.Built built =
        Dialogs.build(
            frame,
            // Not modal: the window's own close button closes for good.
            Dialog.ModalityType.MODELESS,
            new Dialogs.Spec(
                Names.ASK,
                "leave",
                model.runIsGoing() ? "The server works on" : "Nothing is lost",
                "Closing Drydock is harmless: "
                    + model.profile().host()
                    + (model.runIsGoing()
                        ? " does all that is left of the plan by itself, and keeps its output."
                        : " stands still until it is asked to go on.")
                    + " Open \""
                    + model.profile().name()
                    + "\" again and choose Resume, today or any other day, to see what you missed.",
                null,
                "&Close Drydock",
                "&Stay"),
            Names.ASK_YES,
            Names.ASK_NO);
    farewell = built.dialog();
    built.ok().addActionListener(event -> closeNow());
    farewell.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent e) {
            farewell = null;
          }
        });
    Dialogs.place(farewell);
    farewell.setVisible(true);
    built.ok().requestFocusInWindow();
  }

  /** Closes at once; whatever is under way at the server goes on there. */
  public void closeNow() {
    if (closing) {
      return;
    }
    closing = true;
    boolean maximized = (frame.getExtendedState() & JFrame.MAXIMIZED_BOTH) != 0;
    // The bounds of a maximized window are the screen's: the ones before are worth remembering.
    Rectangle bounds = maximized ? settings.bounds().orElse(frame.getBounds()) : frame.getBounds();
    settings = settings.withBounds(bounds, maximized);
    if (work != null) {
      work.cancel();
    }
    made.closeAll();
    frame.setVisible(false);
    for (Window owned : frame.getOwnedWindows()) {
      owned.dispose();
    }
    Optional<RunControl> run = model.letGoOfRun();
    Optional<Session> session = model.session();
    Settings now = settings;
    AtomicBoolean gone = new AtomicBoolean();
    Runnable end =
        () -> {
          if (gone.compareAndSet(false, true)) {
            frame.dispose();
            services.whenClosed().run();
          }
        };
    Timer limit = new Timer(CLOSE_MILLIS, event -> end.run());
    limit.setRepeats(false);
    limit.start();
    Edt.background(
        () -> {
          try {
            writeSettings(now);
          } finally {
            run.ifPresent(RunControl::close);
            session.ifPresent(Session::close);
          }
          return null;
        },
        done -> end.run(),
        failure -> end.run());
  }
}
