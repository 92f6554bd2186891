package io.ec2cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class RehearsalIT {
  /** The server is told by its name; its certificate is checked; both sides have all they need. */
  private static final List<String> OF_HTTPS =
      List.of(
          "javax.net.ssl.SNIHostName",
          "sun.security.ssl.CertificateVerify$T13CertificateVerifyMessage",
          "sun.security.provider.certpath.PKIXCertPathValidator",
          "sun.security.ssl.Finished$T13FinishedConsumer",
          "sun.net.www.protocol.https.HttpsURLConnectionImpl");

  private static final List<String> OF_THE_INSTANCE =
      List.of(
          "software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider",
          "software.amazon.awssdk.auth.credentials.internal.HttpCredentialsLoader",
          "io.ec2cluster.aws.IdentityDocument");

  private final Path folder;

  RehearsalIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "changes"})
  void firstAndSecondNodeAreSetUpAndTheSecondIsLikeOneOnEc2(String part) throws Exception {
    Process process = rehearsal(part);

    assertThat(process.waitFor()).as(output()).isZero();
    assertThat(loaded()).containsAll(OF_HTTPS).containsAll(OF_THE_INSTANCE);
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void javaThatSpeaksNoTlsRehearsesTheRest() throws Exception {
    Path security =
        Files.writeString(
            folder.resolve("security"),
            "jdk.tls.disabledAlgorithms=TLSv1.3, TLSv1.2, TLSv1.1, TLSv1\n");

    Process process = rehearsal("start", "-Djava.security.properties=" + security);

    assertThat(process.waitFor()).as(output()).isZero();
    assertThat(loaded())
        .containsAll(OF_THE_INSTANCE)
        .doesNotContain("sun.security.ssl.CertificateVerify$T13CertificateVerifyMessage");
  }

  private Process rehearsal(String part, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Main.javaHome().resolve("bin").resolve("java").toString());
    command.addAll(List.of(options));
    command.add("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")));
    command.add("-Xlog:class+load:file=" + folder.resolve("loaded") + ":none");
    command.addAll(
        List.of(
            "-cp",
            System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "")),
            Rehearsal.class.getName(),
            part));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("HOME", folder.toString()));
    return builder.start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  private List<String> loaded() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("loaded"))) {
      return lines.map(line -> line.replaceFirst(" source: .*", "")).toList();
    }
  }
}
