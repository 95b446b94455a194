package io.stillwatch.trials;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** The rooms know only what stands before them. */
@AnalyzeClasses(packages = "io.stillwatch", importOptions = ImportOption.DoNotIncludeTests.class)
class LayoutTest {

  private static final String[] PURE = {
    "io.stillwatch.schemas..",
    "io.stillwatch.intake..",
    "io.stillwatch.signals..",
    "io.stillwatch.profiles..",
    "io.stillwatch.patterns..",
    "io.stillwatch.campaigns..",
    "io.stillwatch.enforcement..",
  };

  @ArchTest
  static final ArchRule theListingIsTheWayOfAnEvent =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("schemas")
          .definedBy("io.stillwatch.schemas..")
          .layer("intake")
          .definedBy("io.stillwatch.intake..")
          .layer("signals")
          .definedBy("io.stillwatch.signals..")
          .layer("profiles")
          .definedBy("io.stillwatch.profiles..")
          .layer("patterns")
          .definedBy("io.stillwatch.patterns..")
          .layer("campaigns")
          .definedBy("io.stillwatch.campaigns..")
          .layer("enforcement")
          .definedBy("io.stillwatch.enforcement..")
          .layer("subscriber")
          .definedBy("io.stillwatch.subscriber..")
          .layer("contract")
          .definedBy("io.stillwatch.contract..")
          .layer("envoy")
          .definedBy("io.stillwatch.envoy..")
          .layer("sidecar")
          .definedBy("io.stillwatch.sidecar..")
          .layer("jobs")
          .definedBy("io.stillwatch.jobs..")
          .layer("cli")
          .definedBy("io.stillwatch.cli..")
          .whereLayer("intake")
          .mayOnlyBeAccessedByLayers("patterns", "sidecar", "jobs", "cli")
          .whereLayer("signals")
          .mayOnlyBeAccessedByLayers("profiles", "patterns", "campaigns", "sidecar", "jobs", "cli")
          .whereLayer("profiles")
          .mayOnlyBeAccessedByLayers("patterns", "campaigns", "jobs", "cli")
          .whereLayer("patterns")
          .mayOnlyBeAccessedByLayers("campaigns", "jobs", "cli")
          .whereLayer("campaigns")
          .mayOnlyBeAccessedByLayers("jobs", "cli")
          .whereLayer("enforcement")
          .mayOnlyBeAccessedByLayers("jobs")
          .whereLayer("subscriber")
          .mayOnlyBeAccessedByLayers("envoy", "jobs", "cli")
          .whereLayer("contract")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("envoy")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("sidecar")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("jobs")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule flinkStandsOnlyInOperatorsInTheCepCompilerAndInJobs =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.stillwatch..operator..",
              "io.stillwatch.patterns.cep..",
              "io.stillwatch.jobs..",
              "io.stillwatch.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule internalsOfFlinkCepStandInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.stillwatch.patterns.cep..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink.cep.nfa..", "org.apache.flink.cep.operator..");

  @ArchTest
  static final ArchRule kafkaStandsAtTheEnds =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule aDecisionIsAFunctionOfTheRecord =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class);

  @ArchTest
  static final ArchRule noBacktrackingOverWhatOthersWrote =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.regex..");

  @ArchTest
  static final ArchRule aProfileHoldsNoText =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .haveFullyQualifiedName("io.stillwatch.profiles.AccountProfile")
          .and()
          .areNotStatic()
          .should()
          .notHaveRawType(String.class)
          .andShould()
          .notHaveRawType(CharSequence.class);

  @ArchTest
  static final ArchRule nothingDeserialisesForeignClasses =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream");

  @ArchTest
  static final ArchRule signalsRunAnywhere =
      classes()
          .that()
          .resideInAPackage("io.stillwatch.signals..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.stillwatch.signals..",
              "io.stillwatch.schemas..",
              "java..",
              "org.jspecify..",
              "com.google.auto.service..",
              "org.apache.avro..");
}
