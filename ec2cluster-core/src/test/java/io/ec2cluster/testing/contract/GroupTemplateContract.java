package io.ec2cluster.testing.contract;

import static io.ec2cluster.testing.standin.TemplateStack.all;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import io.ec2cluster.testing.standin.PythonProgram;
import io.ec2cluster.testing.standin.TemplateStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The CloudFormation template of a role engine's group, {@code docs/cloudformation/ENGINE.yaml}:
 * linted, made into a stack by moto, its user data read.
 */
@ExtendWith(MotoExtension.class)
public abstract class GroupTemplateContract {
  private static final String REGION = "eu-west-1";
  private static final String PASSWORD = "/ec2cluster/maindb/password";
  private static final String DEBIAN = "/aws/service/debian/release/12/latest/amd64";
  private static final String AMAZON_LINUX =
      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
  private static final Path DOCS = Path.of("..", "docs");

  private final String stack = engine() + "-" + UUID.randomUUID().toString().substring(0, 8);
  private final MotoServer moto;

  /** Over the run's moto. */
  protected GroupTemplateContract(MotoServer moto) {
    this.moto = moto;
  }

  /** The engine's id, which is the template's name. */
  protected abstract String engine();

  /** The only port that is opened. */
  protected abstract int port();

  /** The record of the engine's section. */
  protected abstract Class<? extends Record> section();

  /** Checks what the user data configures. */
  protected abstract void checkSection(Record section);

  private Path template() {
    return DOCS.resolve("cloudformation").resolve(engine() + ".yaml");
  }

  private TemplateStack create(Map<String, String> more) throws IOException, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("ClusterName", "maindb");
    parameters.put("HostedZone", "example.org");
    parameters.put("HostedZoneId", "Z0123456789ABC");
    parameters.put("PasswordParameter", PASSWORD);
    parameters.put("ProgramUrl", "https://example.org/ec2cluster.jar");
    parameters.put("ProgramChecksum", "0".repeat(64));
    parameters.putAll(more);
    // moto knows the parameters of Amazon's images, not of Debian's.
    String known = Files.readString(template()).replace(DEBIAN, AMAZON_LINUX);
    return TemplateStack.create(moto, REGION, stack, known, parameters);
  }

  @Test
  void lintersFindNothing() throws IOException, InterruptedException {
    assertThat(
            PythonProgram.CFN_LINT.findings("--include-checks", "I", "--", template().toString()))
        .isEmpty();
  }

  @Test
  void stackIsAGroupOfThreeInThreeZones() throws IOException, InterruptedException {
    String group = create(Map.of()).group();

    assertThat(all(group, "//AutoScalingGroups/member/Instances/member/InstanceId")).hasSize(3);
    for (String size : List.of("MinSize", "MaxSize", "DesiredCapacity")) {
      assertThat(all(group, "//AutoScalingGroups/member/" + size)).as(size).containsExactly("3");
    }
    String subnets = all(group, "//VPCZoneIdentifier").get(0);
    assertThat(Splitter.on(',').splitToList(subnets)).hasSize(3);
    assertThat(all(group, "//NewInstancesProtectedFromScaleIn")).containsExactly("true");
  }

  /** moto 5.2.1 makes no hooks of a template. */
  @Test
  void hookHoldsWhoDeparts() throws IOException {
    assertThat(Files.readString(template()))
        .contains(
            "LifecycleHookName: !Sub \"${AWS::StackName}-departure\"",
            "LifecycleTransition: autoscaling:EC2_INSTANCE_TERMINATING",
            "DefaultResult: CONTINUE");
  }

  @Test
  void instancesGiveMetadataForTokensAloneAndEncryptEveryDisk()
      throws IOException, InterruptedException {
    TemplateStack made = create(Map.of());
    String launched = made.launchTemplate();

    assertThat(all(launched, "//metadataOptions/httpTokens")).containsExactly("required");
    assertThat(all(launched, "//metadataOptions/httpPutResponseHopLimit")).containsExactly("1");
    assertThat(all(launched, "//blockDeviceMappingSet/item/deviceName"))
        .containsExactly("/dev/xvda", "/dev/sdf");
    assertThat(all(launched, "//blockDeviceMappingSet/item/ebs/encrypted"))
        .containsExactly("true", "true");
    assertThat(all(launched, "//blockDeviceMappingSet/item/ebs/volumeType"))
        .containsExactly("gp3", "gp3");
    assertThat(all(launched, "//launchTemplateData/keyName")).isEmpty();
  }

  @Test
  void membersReachThePortAndClientsWhereTheyAreNamed() throws IOException, InterruptedException {
    TemplateStack made = create(Map.of("ClientCidr", "10.0.0.0/8"));
    String opened = made.securityGroup("MemberSecurityGroup");

    assertThat(all(opened, "//ipPermissions/item/fromPort"))
        .isNotEmpty()
        .containsOnly(String.valueOf(port()));
    assertThat(all(opened, "//ipPermissions/item/toPort")).containsOnly(String.valueOf(port()));
    assertThat(all(opened, "//ipPermissions/item/groups/item/groupId"))
        .containsExactly(made.output("MemberSecurityGroup"));
    assertThat(all(opened, "//ipPermissions/item/ipRanges/item/cidrIp"))
        .containsExactly("10.0.0.0/8");
  }

  @Test
  void clientsReachNothingWhereNobodyIsNamed() throws IOException, InterruptedException {
    String opened = create(Map.of()).securityGroup("MemberSecurityGroup");

    assertThat(all(opened, "//ipPermissions/item/ipRanges/item/cidrIp")).isEmpty();
    assertThat(all(opened, "//ipPermissions/item/groups/item/groupId")).hasSize(1);
  }

  @Test
  void roleHasTheDocumentedPolicyAndWhatItsUserDataNeeds()
      throws IOException, InterruptedException {
    IamPolicy documented =
        IamPolicy.read(
            DOCS.resolve("iam").resolve(engine() + ".json"),
            Map.of(
                "ZONE", "Z0123456789ABC",
                "PRIMARY", "primary.maindb.example.org",
                "REPLICA", "replica.maindb.example.org"));

    TemplateStack made = create(Map.of("ProgramBucket", "programs"));

    assertThat(made.policy(engine()).statements()).isEqualTo(documented.statements());
    IamPolicy node = made.policy("node");
    assertThat(node.actions())
        .containsExactly("autoscaling:CompleteLifecycleAction", "s3:GetObject", "ssm:GetParameter");
    String groups = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:0-0:";
    assertThat(
            node.allows(
                "autoscaling:CompleteLifecycleAction",
                groups + "autoScalingGroupName/" + stack,
                List.of()))
        .isTrue();
    assertThat(
            node.allows(
                "autoscaling:CompleteLifecycleAction",
                groups + "autoScalingGroupName/other",
                List.of()))
        .isFalse();
    String parameters = "arn:aws:ssm:eu-west-1:123456789012:parameter";
    assertThat(node.allows("ssm:GetParameter", parameters + PASSWORD, List.of())).isTrue();
    assertThat(node.allows("ssm:GetParameter", parameters + "/other", List.of())).isFalse();
    assertThat(made.userData()).contains("--name '" + PASSWORD + "' --with-decryption");
  }

  @Test
  void userDataIsAShellScriptThatWritesTheUnitsAndAnAcceptedConfiguration(@TempDir Path directory)
      throws IOException, InterruptedException {
    String script = create(Map.of()).userData();
    Path file = Files.writeString(directory.resolve("user-data"), script);

    assertThat(new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start().waitFor())
        .isZero();
    // EC2's limit of user data, before Base64.
    assertThat(script.length()).isLessThan(16 << 10);
    assertThat(script).startsWith("#!/bin/bash\n").doesNotContain("${");
    for (String unit :
        List.of(
            "ec2cluster-init.service",
            "ec2cluster-pool-check.service",
            "ec2cluster-pool-check.timer",
            "ec2cluster-departure.service")) {
      assertThat(settings(written(script, "/etc/systemd/system/" + unit)))
          .as(unit)
          .isEqualTo(settings(Files.readString(DOCS.resolve("systemd").resolve(unit))));
    }
    assertThat(settings(written(script, "/usr/local/sbin/ec2cluster-departure")))
        .isEqualTo(settings(Files.readString(DOCS.resolve("systemd/ec2cluster-departure"))));
    assertThat(written(script, "/etc/default/ec2cluster-departure"))
        .isEqualTo("GROUP=%1$s\nHOOK=%1$s-departure\n".formatted(stack));

    Configuration loaded = configuration(script, directory);
    ClusterSettings cluster = loaded.cluster();
    assertThat(cluster.cluster()).contains("maindb");
    assertThat(cluster.engine()).contains(engine());
    assertThat(cluster.dns().zoneId()).contains("Z0123456789ABC");
    checkSection(loaded.section(engine(), section()));
  }

  @Test
  void volumeIsFormattedOnceAndOnlyWhereItIsEmpty(@TempDir Path directory)
      throws IOException, InterruptedException {
    String script = create(Map.of()).userData();
    int begin = script.indexOf("mount_data() {");
    String function = script.substring(begin, script.indexOf("\n}\n", begin) + 3);
    Path fstab = Files.createFile(directory.resolve("fstab"));
    Path log = directory.resolve("log");
    // The root disk with partitions, a disk of somebody else's with a signature, and a new one.
    String machine =
        """
        set -euo pipefail
        lsblk() {
          case "$*" in
            *NAME,TYPE) printf '/dev/a disk\\n/dev/b disk\\n/dev/c disk\\n' ;;
            *" /dev/a") printf 'a\\na1\\n' ;;
            *) echo one ;;
          esac
        }
        wipefs() { case $2 in /dev/b) echo xfs ;; esac; }
        blkid() { [ -e '%1$s/formatted' ]; }
        mkfs.ext4() { echo "mkfs $*" >>'%1$s/log'; touch '%1$s/formatted'; }
        mountpoint() { [ -e '%1$s/mounted' ]; }
        mount() { echo "mount $*" >>'%1$s/log'; touch '%1$s/mounted'; }
        mkdir() { :; }
        """
            .formatted(directory);
    Path file =
        Files.writeString(
            directory.resolve("mount"),
            machine
                + function.replace("/etc/fstab", fstab.toString())
                + "mount_data\nmount_data\n");

    assertThat(new ProcessBuilder("bash", file.toString()).inheritIO().start().waitFor()).isZero();

    List<String> done = Files.readAllLines(log);
    assertThat(done).hasSize(2);
    assertThat(done.get(0)).startsWith("mkfs -q -L ").endsWith(" /dev/c");
    assertThat(done.get(1)).startsWith("mount /var/lib/");
    assertThat(Files.readAllLines(fstab)).hasSize(1);
  }

  /** Read as 'config check' reads it. */
  private Configuration configuration(String script, Path directory) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, written(script, "/etc/ec2cluster/config.yaml"));
    return Configuration.load(
        Optional.of(file), ConfigurationScope.of(Map.of(), Map.of(engine(), section())));
  }

  /** What a here-document of the script writes. */
  private static String written(String script, String file) {
    int begin = script.indexOf("cat >" + file + " <<'END'\n");
    assertThat(begin).as(file).isPositive();
    int text = script.indexOf('\n', begin) + 1;
    return script.substring(text, script.indexOf("\nEND\n", text) + 1);
  }

  /** A unit or a script without its remarks. */
  private static List<String> settings(String text) {
    return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
  }
}
