package io.ec2cluster.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What plug-ins see is what core shows. */
@AnalyzeClasses(packages = "io.ec2cluster", importOptions = ImportOption.DoNotIncludeTests.class)
class PublicPackagesTest {
  private static final Pattern OTHERS =
      Pattern.compile(
          "io\\.ec2cluster\\.(internal|cli|postgres|redis|rds|etcd|elb|simulation|testing\\.(contract|standin))(\\..*)?");

  @ArchTest
  static void plugInsSeeEveryPackageOfCoreThatIsNotInternal(JavaClasses classes) {
    Set<String> shown =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !OTHERS.matcher(name).matches())
            .collect(Collectors.toSet());

    assertThat(PluginClassLoader.PUBLIC_PACKAGES).isEqualTo(shown);
  }
}
