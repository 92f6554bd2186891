package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.ec2cluster.Time;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.aws.DynamoDbTable;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.PythonProgram;
import io.ec2cluster.testing.standin.TestSettings;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** The template of the documentation: linted, and made into a stack by moto. */
@ExtendWith(MotoExtension.class)
class TemplateIT {
  private static final Path TEMPLATE = Path.of("..", "docs", "cloudformation", "etcd.yaml");
  private static final Path UNIT = Path.of("..", "docs", "systemd", "ec2cluster-etcd.service");
  private static final String REGION = "eu-west-1";
  private static final String SUM = "0".repeat(64);

  private final String stack = "etcd-" + UUID.randomUUID().toString().substring(0, 8);
  private final MotoServer moto;
  private final AwsCloud cloud;

  TemplateIT(MotoServer moto) {
    this.moto = moto;
    this.cloud =
        AwsCloud.builder(TestSettings.onAws())
            .environment(moto.environment(REGION))
            .metadata(
                () -> InstanceMetadata.of(Map.of("instance-id", "i-1", "placement/region", REGION)))
            .build();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void lintersFindNothing() throws IOException, InterruptedException {
    assertThat(PythonProgram.CFN_LINT.findings("--include-checks", "I", "--", TEMPLATE.toString()))
        .isEmpty();
  }

  @Test
  void stackIsAGroupInThreeZonesWithWhatItNeeds() throws IOException, InterruptedException {
    create(Map.of("ClientCidr", "10.0.0.0/8", "HostedZone", "example.org", "HostedZoneId", "Z1"));

    AutoScalingGroup group =
        cloud
            .clients()
            .regional("Auto Scaling", AutoScalingClient.builder())
            .describeAutoScalingGroups(r -> r.autoScalingGroupNames(stack))
            .autoScalingGroups()
            .get(0);
    assertThat(group.desiredCapacity()).isEqualTo(5);
    assertThat(group.instances()).hasSize(5);
    assertThat(Splitter.on(',').splitToList(group.vpcZoneIdentifier())).hasSize(3);

    ResponseLaunchTemplateData launched = launchTemplate();
    assertThat(launched.metadataOptions().httpTokensAsString()).isEqualTo("required");
    assertThat(launched.blockDeviceMappings())
        .singleElement()
        .satisfies(disk -> assertThat(disk.ebs().encrypted()).isTrue());
    securityGroupOpensThePorts(launched.securityGroupIds().get(0));
    DynamoDbClient dynamo = cloud.clients().regional("DynamoDB", DynamoDbClient.builder());
    String table =
        dynamo.listTables().tableNames().stream()
            .filter(name -> name.startsWith(stack))
            .findFirst()
            .orElseThrow();
    // As the tool itself would have made it: else it says so.
    new DynamoDbTable(() -> dynamo, table, cloud.retry())
        .create(Duration.ofSeconds(10), Time.system());
  }

  private void securityGroupOpensThePorts(String id) {
    List<IpPermission> opened =
        cloud
            .clients()
            .ec2()
            .describeSecurityGroups(r -> r.groupIds(id))
            .securityGroups()
            .get(0)
            .ipPermissions();
    assertThat(opened)
        .anySatisfy(
            rule -> {
              assertThat(rule.fromPort()).isEqualTo(2379);
              assertThat(rule.toPort()).isEqualTo(2381);
              assertThat(rule.userIdGroupPairs())
                  .singleElement()
                  .satisfies(pair -> assertThat(pair.groupId()).isEqualTo(id));
              assertThat(rule.ipRanges()).isEmpty();
            })
        .anySatisfy(
            rule -> {
              assertThat(rule.fromPort()).isEqualTo(2379);
              assertThat(rule.toPort()).isEqualTo(2379);
              assertThat(rule.ipRanges())
                  .singleElement()
                  .satisfies(range -> assertThat(range.cidrIp()).isEqualTo("10.0.0.0/8"));
            })
        .hasSize(2);
  }

  @Test
  void roleMayDoWhatTheDocumentedPolicyAllows() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String file : List.of("etcd.json", "etcd-regions.json", "etcd-snapshots.json")) {
      documented.addAll(
          IamPolicy.read(Path.of("..", "docs", "iam").resolve(file), Map.of()).actions());
    }
    String template = Files.readString(TEMPLATE);
    String role =
        template.substring(template.indexOf("  Role:"), template.indexOf("  InstanceProfile:"));

    List<String> actions =
        Splitter.onPattern("[\\s,]+")
            .splitToStream(role)
            .filter(word -> word.matches("(autoscaling|ec2|dynamodb|route53|s3):[A-Z][A-Za-z0-9]+"))
            .distinct()
            .toList();

    assertThat(actions).containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void hooksHoldWhoArrivesAndWhoDeparts() throws IOException {
    assertThat(Files.readString(TEMPLATE))
        .contains(
            "LifecycleHookSpecificationList:",
            "LifecycleTransition: autoscaling:EC2_INSTANCE_LAUNCHING",
            "LifecycleTransition: autoscaling:EC2_INSTANCE_TERMINATING");
  }

  @Test
  void userDataIsAShellScriptThatWritesTheUnitAndAConfigurationThatIsAccepted(
      @TempDir Path directory) throws IOException, InterruptedException {
    create(Map.of());
    String script =
        new String(Base64.getDecoder().decode(launchTemplate().userData()), StandardCharsets.UTF_8);
    Path file = directory.resolve("user-data");
    Files.writeString(file, script);

    assertThat(new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start().waitFor())
        .isZero();
    assertThat(script).startsWith("#!/bin/bash\n").doesNotContain("${");
    assertThat(settings(written(script, "/etc/systemd/system/ec2cluster-etcd.service")))
        .isEqualTo(settings(Files.readString(UNIT)));
    Configuration loaded = configuration(script, directory);
    EtcdSettings etcd = loaded.section("etcd", EtcdSettings.class);
    assertThat(etcd.group().autoScalingGroup()).contains(stack);
    assertThat(etcd.dataDirectory()).isEqualTo(Path.of("/var/lib/etcd/main"));
    assertThat(loaded.cluster().coordination().table()).startsWith(stack);
  }

  @Test
  void zoneIsSetWhereThereIsOne(@TempDir Path directory) throws IOException, InterruptedException {
    create(Map.of("HostedZone", "example.org", "HostedZoneId", "Z1"));

    String script =
        new String(Base64.getDecoder().decode(launchTemplate().userData()), StandardCharsets.UTF_8);
    assertThat(configuration(script, directory).section("etcd", EtcdSettings.class).zone())
        .contains("example.org");
  }

  @Test
  void regionsAndSnapshotsAreSetWhereTheyAreAskedFor(@TempDir Path directory)
      throws IOException, InterruptedException {
    create(
        Map.of(
            "ActiveRegions", "eu-west-1,eu-central-1",
            "TableName", stack + "-table",
            "SnapshotBucket", "backups",
            "SnapshotPrefix", "etcd/prod"));

    String script =
        new String(Base64.getDecoder().decode(launchTemplate().userData()), StandardCharsets.UTF_8);
    Configuration loaded = configuration(script, directory);
    EtcdSettings etcd = loaded.section("etcd", EtcdSettings.class);
    assertThat(etcd.regions()).containsExactly("eu-west-1", "eu-central-1");
    assertThat(etcd.snapshots().orElseThrow().to()).isEqualTo("s3://backups/etcd/prod");
    assertThat(loaded.cluster().coordination().table()).isEqualTo(stack + "-table");
  }

  /** Read as 'config check' reads it. */
  private static Configuration configuration(String script, Path directory) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, written(script, "/etc/ec2cluster/config.yaml"));
    return Configuration.load(
        Optional.of(file), ConfigurationScope.of(Map.of(), Map.of("etcd", EtcdSettings.class)));
  }

  /** What a here-document of the script writes. */
  private static String written(String script, String file) {
    int begin = script.indexOf("cat >" + file + " <<'END'\n");
    assertThat(begin).as(file).isPositive();
    int text = script.indexOf('\n', begin) + 1;
    return script.substring(text, script.indexOf("\nEND\n", text) + 1);
  }

  /** A unit without its remarks. */
  private static List<String> settings(String unit) {
    return unit.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
  }

  private ResponseLaunchTemplateData launchTemplate() {
    String id =
        cloud
            .clients()
            .regional("Auto Scaling", AutoScalingClient.builder())
            .describeAutoScalingGroups(r -> r.autoScalingGroupNames(stack))
            .autoScalingGroups()
            .get(0)
            .launchTemplate()
            .launchTemplateId();
    return cloud
        .clients()
        .ec2()
        .describeLaunchTemplateVersions(r -> r.launchTemplateId(id))
        .launchTemplateVersions()
        .get(0)
        .launchTemplateData();
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  private void create(Map<String, String> more) throws IOException, InterruptedException {
    String vpc =
        cloud
            .clients()
            .ec2()
            .describeVpcs(r -> r.filters(filter("is-default", "true")))
            .vpcs()
            .get(0)
            .vpcId();
    String subnets =
        cloud
            .clients()
            .ec2()
            .describeSubnets(r -> r.filters(filter("vpc-id", vpc)))
            .subnets()
            .stream()
            .limit(3)
            .map(subnet -> subnet.subnetId())
            .collect(Collectors.joining(","));
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("VpcId", vpc);
    parameters.put("SubnetIds", subnets);
    parameters.put("EtcdChecksum", SUM);
    parameters.put("ProgramUrl", "https://example.org/ec2cluster.jar");
    parameters.put("ProgramChecksum", SUM);
    parameters.putAll(more);
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "CreateStack");
    form.put("Version", "2010-05-15");
    form.put("StackName", stack);
    form.put("Capabilities.member.1", "CAPABILITY_IAM");
    form.put("TemplateBody", Files.readString(TEMPLATE));
    int number = 0;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      number++;
      form.put("Parameters.member." + number + ".ParameterKey", parameter.getKey());
      form.put("Parameters.member." + number + ".ParameterValue", parameter.getValue());
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request(form), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** The SDK's client of CloudFormation would be one more dependency for one call. */
  private HttpRequest request(Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(moto.endpoint())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=testing/20260101/"
                + REGION
                + "/cloudformation/aws4_request, SignedHeaders=host, Signature=none")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
