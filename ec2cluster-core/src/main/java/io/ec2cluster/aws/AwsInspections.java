package io.ec2cluster.aws;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.Time;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.metadata.InstanceMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * What {@code doctor} looks at in AWS: region, credentials, clock, permissions. A permission counts
 * as there only where a read or a dry run has proven it.
 */
final class AwsInspections {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final String DESCRIBE = "ec2:DescribeInstances";
  private static final String STOP = "ec2:StopInstances";
  private static final String TAG = "ec2:CreateTags";
  private static final String LIST = "ssm:ListCommands";
  private static final String FOLLOW = "ssm:GetCommandInvocation";

  /** An id that no instance has: what a dry run names is not looked for. */
  private static final Filter NOBODY =
      Filter.builder().name("instance-id").values("i-00000000000000000").build();

  private final AwsClients clients;
  private final Ec2Instances instances;
  private final Ec2DryRun dryRun;
  private final Supplier<InstanceMetadata> metadata;
  private final ClusterSettings.Aws settings;
  private final Optional<SsmCommands> remote;
  private final Time time;

  /**
   * Asks nothing yet.
   *
   * @param remote SSM, where {@code remote} says so
   */
  AwsInspections(
      AwsClients clients,
      Supplier<InstanceMetadata> metadata,
      ClusterSettings.Aws settings,
      Optional<SsmCommands> remote,
      AwsRetry retry,
      Time time) {
    this.clients = clients;
    this.instances = new Ec2Instances(clients::ec2, retry.atMost(PATIENCE));
    this.dryRun = new Ec2DryRun(clients::ec2, retry.atMost(PATIENCE));
    this.metadata = metadata;
    this.settings = settings;
    this.remote = remote;
    this.time = time;
  }

  List<Inspection> all() {
    List<Inspection> all = new ArrayList<>();
    all.add(
        new Inspection(
            "region",
            "set aws.region, --region or AWS_REGION",
            () -> Finding.ok(clients.region())));
    all.add(
        new Inspection(
            "credentials", "give the instance a role, or other credentials", this::credentials));
    all.add(
        new Inspection(
            "clock",
            "set aws.region, and let a time service set the clock",
            () -> new AwsClock(time).compare(() -> describeNobody(clients.ec2()))));
    all.add(new Inspection(DESCRIBE, allow(DESCRIBE), () -> onInstance(this::describe)));
    all.add(new Inspection(STOP, allow(STOP), () -> onInstance(this::stop)));
    if (settings.tagRole()) {
      all.add(new Inspection(TAG, allow(TAG), () -> onInstance(this::tag)));
    }
    remote.ifPresent(ssm -> all.addAll(ofRemote(ssm)));
    all.add(
        Inspection.ofWrites(
            "route53:ChangeResourceRecordSets, and where coordination"
                + " is used dynamodb:PutItem and DeleteItem"
                + (remote.isPresent() ? ", ssm:SendCommand and CancelCommand" : "")));
    return all;
  }

  /** By reads about this instance: no policy allows these two actions for some instances alone. */
  private List<Inspection> ofRemote(SsmCommands ssm) {
    return List.of(
        new Inspection(
            LIST,
            allow(LIST),
            () ->
                onInstance(
                    instanceId -> {
                      ssm.tryToList(instanceId, PATIENCE);
                      return Finding.ok("allowed, by a look for commands to this instance");
                    })),
        new Inspection(
            FOLLOW,
            allow(FOLLOW),
            () ->
                onInstance(
                    instanceId -> {
                      ssm.tryToFollow(instanceId, PATIENCE);
                      return Finding.ok("allowed, by a look for a command that nobody has sent");
                    })));
  }

  private Finding credentials() {
    boolean allowed = dryRun.isAllowed(DESCRIBE, AwsInspections::describeNobody);
    return Finding.ok(
        "EC2 in " + clients.region() + " knows them" + (allowed ? "" : ", and allows them little"));
  }

  private Finding describe(String instanceId) {
    Ec2Instances.Answer answer = instances.describe(instanceId);
    if (answer instanceof Ec2Instances.Answer.Known known) {
      return Finding.ok("allowed; EC2 says that " + instanceId + " is " + known.state());
    }
    return Finding.problem(
        "allowed, and EC2 in %s does not know this node, %s: it could prove nobody's death"
            .formatted(clients.region(), instanceId),
        "check region, profile and credentials: they have to be of this instance's account");
  }

  /** What nothing in the configuration needs is told, and is no problem. */
  private Finding stop(String instanceId) {
    boolean allowed =
        dryRun.isAllowed(
            STOP, ec2 -> ec2.stopInstances(r -> r.dryRun(true).instanceIds(instanceId)));
    return Finding.ok(
        allowed
            ? "allowed on this instance, by a dry run"
            : "not allowed on this instance; only 'promote --fence ec2' needs it, on others");
  }

  private Finding tag(String instanceId) {
    Tag tag = Tag.builder().key(Ec2Instances.ROLE_TAG).value("replica").build();
    boolean allowed =
        dryRun.isAllowed(
            TAG, ec2 -> ec2.createTags(r -> r.dryRun(true).resources(instanceId).tags(tag)));
    return allowed
        ? Finding.ok("allowed on this instance, by a dry run")
        : Finding.warning("not allowed on this instance, and aws.tag-role is true", allow(TAG));
  }

  private Finding onInstance(Function<String, Finding> look) {
    String instanceId;
    try {
      instanceId = metadata.get().instanceId();
    } catch (Ec2ClusterException unknown) {
      return Finding.notChecked("which instance this is, is not known: see metadata");
    }
    return look.apply(instanceId);
  }

  private static DescribeInstancesResponse describeNobody(Ec2Client ec2) {
    return ec2.describeInstances(r -> r.dryRun(true).filters(NOBODY));
  }

  private static String allow(String action) {
    return "allow " + action + " in the policy of the instance's role";
  }
}
