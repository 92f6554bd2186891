package io.ec2cluster.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Who may use whom. */
@AnalyzeClasses(packages = "io.ec2cluster", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
  private static final List<String> ENGINES = List.of("postgres", "redis", "rds", "etcd", "elb");

  private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.ec2cluster..");
  private static final DescribedPredicate<JavaClass> INTERNAL =
      resideInAPackage("io.ec2cluster.internal..");
  private static final DescribedPredicate<JavaClass> ENGINE =
      resideInAnyPackage(ENGINES.stream().map(ModuleRulesTest::packagesOf).toArray(String[]::new));
  private static final DescribedPredicate<JavaClass> CLI = resideInAPackage("io.ec2cluster.cli..");

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_OTHER_MODULE =
      noClasses()
          .that(OURS.and(DescribedPredicate.not(ENGINE.or(CLI))))
          .should()
          .dependOnClassesThat(ENGINE.or(CLI));

  @ArchTest
  static final ArchRule COMMAND_LINE_USES_PUBLIC_CORE_ALONE =
      noClasses().that(CLI).should().dependOnClassesThat(ENGINE.or(INTERNAL));

  @ArchTest static final ArchRule POSTGRES_USES_PUBLIC_CORE_ALONE = usesPublicCoreAlone("postgres");
  @ArchTest static final ArchRule REDIS_USES_PUBLIC_CORE_ALONE = usesPublicCoreAlone("redis");
  @ArchTest static final ArchRule RDS_USES_PUBLIC_CORE_ALONE = usesPublicCoreAlone("rds");
  @ArchTest static final ArchRule ETCD_USES_PUBLIC_CORE_ALONE = usesPublicCoreAlone("etcd");
  @ArchTest static final ArchRule ELB_USES_PUBLIC_CORE_ALONE = usesPublicCoreAlone("elb");

  @ArchTest
  static final ArchRule NO_PACKAGES_KNOW_EACH_OTHER_IN_A_CIRCLE =
      slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule AWS_SDK_STAYS_WHERE_IT_IS_NEEDED =
      noClasses()
          .that(
              OURS.and(
                  DescribedPredicate.not(
                      resideInAnyPackage(
                          "io.ec2cluster.aws..",
                          packagesOf("rds"),
                          packagesOf("etcd"),
                          packagesOf("elb")))))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..", "com.amazonaws..");

  @ArchTest
  static final ArchRule PUBLIC_SIGNATURES_USE_NO_LIBRARY =
      classes()
          .that()
          .resideInAnyPackage(
              "io.ec2cluster.spi..",
              "io.ec2cluster.role..",
              "io.ec2cluster.dns..",
              "io.ec2cluster.metadata..",
              "io.ec2cluster.coordination..")
          .and()
          .arePublic()
          .should(new LibraryFreeSignatures());

  @ArchTest
  static final ArchRule ONLY_MAIN_TOUCHES_THE_PROCESS =
      noClasses()
          .that(CLI)
          .and()
          .doNotHaveFullyQualifiedName("io.ec2cluster.cli.Main")
          .should()
          .accessClassesThat()
          .belongToAnyOf(System.class, Runtime.class);

  @ArchTest
  static final ArchRule NOBODY_ELSE_ENDS_THE_PROCESS =
      noClasses()
          .that(OURS)
          .and()
          .doNotHaveFullyQualifiedName("io.ec2cluster.cli.Main")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  private static ArchRule usesPublicCoreAlone(String engine) {
    DescribedPredicate<JavaClass> itself = resideInAPackage(packagesOf(engine));
    return noClasses()
        .that(itself)
        .should()
        .dependOnClassesThat(INTERNAL.or(CLI).or(ENGINE.and(DescribedPredicate.not(itself))));
  }

  private static String packagesOf(String engine) {
    return "io.ec2cluster." + engine + "..";
  }
}
