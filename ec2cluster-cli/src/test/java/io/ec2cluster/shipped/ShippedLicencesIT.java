package io.ec2cluster.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the shipped jar says of the libraries in it. */
class ShippedLicencesIT {
  /** {@code (LICENCE) NAME (GROUP:ARTIFACT:VERSION - URL)}. */
  private static final Pattern LIBRARY =
      Pattern.compile("\\((?<licence>[^)]+)\\) .* \\([^:()]+:(?<file>[^: ]+:[^: ]+) - .*\\)");

  @Test
  void librariesUnderOtherLicencesThanOursComeWithTheirTexts() throws Exception {
    List<String> others = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (ZipFile jar = new ZipFile(Shipped.jar().toFile())) {
      jar.stream().map(ZipEntry::getName).forEach(names::add);
      for (String line : text(jar, "META-INF/THIRD-PARTY.txt").lines().toList()) {
        Matcher library = LIBRARY.matcher(line.strip());
        if (library.matches() && !library.group("licence").equals("Apache-2.0")) {
          others.add(library.group("file").replace(':', '-'));
        }
      }
    }

    assertThat(others).contains("slf4j-api-2.0.17", "jedis-7.0.0", "postgresql-42.7.8");
    assertThat(others)
        .allSatisfy(
            library ->
                assertThat(names)
                    .anyMatch(name -> name.startsWith("META-INF/licenses/" + library + "/LICEN")));
  }

  @Test
  void licenceIsOursAndEveryLibraryIsListed() throws Exception {
    try (ZipFile jar = new ZipFile(Shipped.jar().toFile())) {
      String listed = text(jar, "META-INF/THIRD-PARTY.txt");

      assertThat(text(jar, "META-INF/LICENSE"))
          .isEqualTo(Files.readString(Path.of("..", "LICENSE")));
      assertThat(text(jar, "META-INF/NOTICE")).contains("ec2cluster", "Jackson");
      assertThat(listed).contains(":picocli:", ":route53:", ":jackson-core:", ":snakeyaml:");
      assertThat(listed).doesNotContain(":junit", ":assertj", ":testcontainers:", ":dnsjava:");
    }
  }

  @Test
  void noEntryIsInTheJarTwice() throws Exception {
    List<String> twice = new ArrayList<>();
    try (ZipFile jar = new ZipFile(Shipped.jar().toFile())) {
      Set<String> seen = new HashSet<>();
      jar.stream().map(ZipEntry::getName).filter(name -> !seen.add(name)).forEach(twice::add);
      assertThat(seen).contains("io/ec2cluster/cli/Main.class", "picocli/CommandLine.class");
    }

    assertThat(twice).isEmpty();
  }

  private static String text(ZipFile jar, String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
