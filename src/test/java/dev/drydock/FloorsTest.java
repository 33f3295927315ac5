package dev.drydock;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the floors of the building: a package imports only lower ones, never its neighbours. And
 * who alone may know a library.
 */
class FloorsTest {
  private static final String ROOT = "dev.drydock";

  /**
   * From the ground up. {@code transcript} stands half a floor above {@code run}: it is made of
   * run's records (and {@code run} must not know how it is told).
   */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("files"),
          Set.of("ssh", "profile"),
          Set.of("server", "job"),
          Set.of("recipe", "relay"),
          Set.of("run"),
          Set.of("transcript"),
          Set.of("practice", "session"),
          Set.of("ui", "cli"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static String packageOf(String name) {
    return ROOT + "." + name + "..";
  }

  private static String[] packages(Stream<String> names) {
    return names.map(FloorsTest::packageOf).toArray(String[]::new);
  }

  @TestFactory
  Stream<DynamicTest> floors_importOnlyLowerOnes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String name : FLOORS.get(floor)) {
        String[] forbidden =
            packages(
                Stream.concat(
                    FLOORS.subList(floor, FLOORS.size()).stream()
                        .flatMap(Set::stream)
                        .filter(other -> !other.equals(name)),
                    Stream.of()));
        ArchRule rule =
            noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden);
        tests.add(DynamicTest.dynamicTest(name, () -> rule.check(CLASSES)));
      }
    }
    return tests.stream();
  }

  @Test
  void floors_nobodyImportsTheEntryPoint() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(FLOORS.stream().flatMap(Set::stream)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(CLASSES);
  }

  @Test
  void floors_everyPackageHasOne() {
    Set<String> known = new TreeSet<>();
    FLOORS.forEach(known::addAll);
    Set<String> found = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      String below = one.getPackageName().substring(ROOT.length());
      if (!below.isEmpty()) {
        found.add(below.substring(1).replaceAll("\\..*", ""));
      }
    }
    assertThat(known).containsAll(found);
    assertThat(found).isEqualTo(known);
  }

  private static void onlyIn(String owner, String... libraries) {
    classes()
        .that(not(resideInAnyPackage(packageOf(owner))))
        .should()
        .onlyDependOnClassesThat(not(resideInAnyPackage(libraries)))
        .check(CLASSES);
  }

  @Test
  void libraries_swingOnlyInUi() {
    onlyIn("ui", "javax.swing..", "com.formdev..", "net.miginfocom..", "org.fife..");
  }

  @Test
  void libraries_picocliOnlyInCli() {
    onlyIn("cli", "picocli..");
  }

  @Test
  void libraries_jschOnlyInSsh() {
    onlyIn("ssh", "com.jcraft..");
  }

  @Test
  void libraries_fetchingOnlyInRelay() {
    onlyIn("relay", "org.eclipse.jgit..", "org.apache.commons.compress..");
  }

  /** Secrets must not be able to reach a log or the terminal behind the back of its owner. */
  @Test
  void output_onlyThroughTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, packageOf("cli"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
  }

  @Test
  void exit_onlyAtTheEntryPoint() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }
}
