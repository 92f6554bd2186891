package io.ec2cluster.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataFileTest {
  private final Path directory;

  MetadataFileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void keysTagsAndUserDataAreRead() {
    InstanceMetadata metadata =
        read(
            """
            // a node of the demo
            {"instance-id": "i-1", "local-ipv4": "10.0.0.1", # its address
             "placement": {"region": "eu-west-1", "availability-zone": "eu-west-1a"},
             "account-id": 123456789012, "mac": null,
             "tags": {"cluster": "maindb", "aws:autoscaling:groupName": "db"},
             "user-data": {"cluster": "other", "size": 3, "fast": true}}
            """);

    assertThat(metadata.instanceId()).isEqualTo("i-1");
    assertThat(metadata.localIpv4()).hasValue("10.0.0.1");
    assertThat(metadata.region()).hasValue("eu-west-1");
    assertThat(metadata.availabilityZone()).hasValue("eu-west-1a");
    assertThat(metadata.account()).hasValue("123456789012");
    assertThat(metadata.keys()).doesNotContainKeys("mac", "tags", "user-data");
    assertThat(metadata.findTag("cluster")).hasValue("maindb");
    assertThat(metadata.autoScalingGroup()).hasValue("db");
    assertThat(metadata.userData())
        .isEqualTo(Map.of("cluster", "other", "size", "3", "fast", "true"));
    assertThat(metadata.notes()).isEmpty();
  }

  @Test
  void userDataAsTextIsReadAsTheInstanceWouldGetIt() {
    assertThat(
            read("{\"instance-id\": \"i-1\", \"user-data\": \"{\\\"cluster\\\": \\\"a\\\"}\"}")
                .userData())
        .isEqualTo(Map.of("cluster", "a"));

    InstanceMetadata script =
        read("{\"instance-id\": \"i-1\", \"user-data\": \"#!/bin/sh\\nsecret\"}");
    assertThat(script.userData()).isEmpty();
    assertThat(script.notes())
        .containsExactly("user data of 16 bytes was ignored: it is a shell script");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"local-ipv4\": \"10.0.0.1\"} | has no 'instance-id'",
        "{\"instance-id\": \" \"} | has no 'instance-id'",
        "{\"instance-id\": null} | has no 'instance-id'",
        "{\"instance-id\": [\"i-1\"]} | 'instance-id' in the metadata file",
        "{\"instance-id\": [\"i-1\"]} | is a list: expected text",
        "{\"instance-id\": \"i-1\", \"tags\": \"a\"} | 'tags' in the metadata file",
        "{\"instance-id\": \"i-1\", \"tags\": {\"a\": {}}} | 'tags/a' in the metadata file",
        "{\"instance-id\": \"i-1\", \"user-data\": [1]} | is a list: expected an object or text",
        "{\"instance-id\": \"i\\n1\"} | the value of 'instance-id'",
        "{\"instance-id\": \"i-1\", \"a\\nb\": \"x\"} | a name in the metadata file",
        "{\"instance-id\": \"i-1\", \"instance-id\": \"i-2\"} | is not JSON at line 1",
        "{\"instance-id\": oops} | is not JSON at line 1, column 21",
        "{\"instance-id\": \"i-1\"} more | is not JSON at line 1, column",
        "[] | is no JSON object",
        "`` | is no JSON value",
      })
  void whatCannotBeUsedIsNamedWithItsPlace(String text, String expected) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("the metadata file " + directory.resolve("metadata.json"));
  }

  @Test
  void aMissingFileIsNamedWithTheWayItWasChosen() {
    Path missing = directory.resolve("none.json");

    assertThatThrownBy(
            () -> MetadataFile.chosen(Optional.of(missing), Map.of()).orElseThrow().read())
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the metadata file %s (--metadata) does not exist: name an existing JSON file",
            missing);
  }

  @Test
  void whatCannotBeReadIsAFailureOfTheEnvironment() {
    assertThatThrownBy(() -> MetadataFile.of(directory).read())
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(directory + " cannot be read");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path file = Files.write(directory.resolve("metadata.json"), new byte[] {'{', (byte) 0xff});

    assertThatThrownBy(() -> MetadataFile.of(file).read())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void theOptionWinsOverTheEnvironmentAndNothingIsChosenWithoutBoth() throws IOException {
    Path byOption = Files.writeString(directory.resolve("a.json"), "{\"instance-id\": \"i-a\"}");
    Path byVariable = Files.writeString(directory.resolve("b.json"), "{\"instance-id\": \"i-b\"}");
    Map<String, String> environment = Map.of(MetadataFile.VARIABLE, byVariable.toString());

    assertThat(MetadataFile.chosen(Optional.of(byOption), environment))
        .map(file -> file.read().instanceId())
        .hasValue("i-a");
    assertThat(MetadataFile.chosen(Optional.empty(), environment))
        .map(file -> file.read().instanceId())
        .hasValue("i-b");
    assertThat(MetadataFile.chosen(Optional.empty(), Map.of(MetadataFile.VARIABLE, " "))).isEmpty();
  }

  private InstanceMetadata read(String text) {
    try {
      return MetadataFile.of(Files.writeString(directory.resolve("metadata.json"), text)).read();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
