package io.ec2cluster.config;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.config.Quoted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Core's settings: the top level of the configuration file beside the engines' sections. An
 * embedding application builds it with {@link #of} and passes it to the builder.
 */
public record ClusterSettings(
    @Setting("name of the cluster, a DNS label; else from user data or the instance tag 'cluster'")
        Optional<String> cluster,
    @Setting("the engine that 'ec2cluster init' and the other top-level commands mean")
        Optional<String> engine,
    @Setting(value = "the back end: aws or local", defaultValue = "aws") CloudKind cloud,
    @Setting("directory of the local back end") Optional<Path> localDir,
    @Setting("directory for ec2cluster's own files on this node") Optional<Path> stateDir,
    @Setting(value = "how templates name variables: mustache or percent", defaultValue = "mustache")
        TemplateSyntax templateSyntax,
    @Setting(value = "how long init waits for its role to be decided", defaultValue = "10m")
        Duration roleDeadline,
    @Setting("region, profile and the like") Aws aws,
    @Setting("zone and names") Dns dns,
    @Setting("where small records and leases are kept") Coordination coordination,
    @Setting("programs to run around the steps") Hooks hooks,
    @Setting("jobs that run on the primary alone") List<ScheduledJob> schedule,
    @Setting(
            value = "what runs the jobs: cron, systemd, or auto: systemd where it runs, else cron",
            defaultValue = "auto")
        ScheduleForm scheduleAs,
    @Setting(
            value =
                "argument vector that runs a command on another node, such as [ssh, -oBatchMode=yes]; its host and the words of the command follow; ssm alone: AWS Systems Manager",
            single = true)
        List<String> remote,
    @Setting(
            value = "argument vector of ec2cluster on the other node",
            defaultValue = "[ec2cluster]")
        List<String> remoteProgram,
    @Setting(
            value =
                "what init does on a former primary: by-hand explains, automatic does the safe part",
            defaultValue = "by-hand")
        RejoinPolicy rejoin,
    @Setting("commits that wait for replicas") Synchronous synchronous,
    @Setting("what 'ec2cluster agent' does, and how often") AgentSettings agent) {
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  private static final Duration SHORTEST_PACE = Duration.ofSeconds(5);

  /** Settings with an agent as by default. */
  public ClusterSettings(
      Optional<String> cluster,
      Optional<String> engine,
      CloudKind cloud,
      Optional<Path> localDir,
      Optional<Path> stateDir,
      TemplateSyntax templateSyntax,
      Duration roleDeadline,
      Aws aws,
      Dns dns,
      Coordination coordination,
      Hooks hooks,
      List<ScheduledJob> schedule,
      ScheduleForm scheduleAs,
      List<String> remote,
      List<String> remoteProgram,
      RejoinPolicy rejoin,
      Synchronous synchronous) {
    this(
        cluster,
        engine,
        cloud,
        localDir,
        stateDir,
        templateSyntax,
        roleDeadline,
        aws,
        dns,
        coordination,
        hooks,
        schedule,
        scheduleAs,
        remote,
        remoteProgram,
        rejoin,
        synchronous,
        AgentSettings.defaults());
  }

  /** Refuses a cluster that is no DNS label: it becomes a part of names. */
  public ClusterSettings {
    schedule = List.copyOf(schedule);
    remote = List.copyOf(remote);
    remoteProgram = List.copyOf(remoteProgram);
    checkSchedule(schedule, scheduleAs);
    checkProvider(coordination, cloud);
    checkRemote(remote, cloud);
    checkPace(agent, cloud);
    if (cluster.isPresent() && !LABEL.matcher(cluster.get()).matches()) {
      throw new InvalidSettingException(
          "cluster",
          "found "
              + Quoted.of(cluster.get())
              + ", expected a DNS label: 1 to 63 letters, digits and '-', no '-' at its ends");
    }
  }

  private static void checkSchedule(List<ScheduledJob> schedule, ScheduleForm form) {
    Set<String> names = new HashSet<>();
    for (ScheduledJob job : schedule) {
      if (!names.add(job.name())) {
        throw new InvalidSettingException(
            "schedule",
            "found two jobs named " + Quoted.of(job.name()) + ", expected a name for each");
      }
      if (form == ScheduleForm.CRON && !job.isCron()) {
        throw new InvalidSettingException(
            "schedule",
            "found the calendar "
                + Quoted.of(job.calendar())
                + " of job "
                + job.name()
                + ", expected cron's five fields, such as '0 3 * * *', where schedule-as is cron");
      }
    }
  }

  private static void checkProvider(Coordination coordination, CloudKind cloud) {
    boolean local = coordination.provider().filter(CoordinationProvider.LOCAL::equals).isPresent();
    if (coordination.provider().isPresent() && local != (cloud == CloudKind.LOCAL)) {
      throw new InvalidSettingException(
          "coordination.provider",
          cloud == CloudKind.LOCAL
              ? "found a provider of AWS where cloud is local, expected local, or nothing"
              : "found local where cloud is aws, expected dynamodb or route53, or cloud: local");
    }
  }

  private static void checkRemote(List<String> remote, CloudKind cloud) {
    if (cloud == CloudKind.LOCAL && remote.equals(List.of("ssm"))) {
      throw new InvalidSettingException(
          "remote",
          "found ssm, which is a service of AWS, where cloud is local, expected an argument vector such as"
              + " [ssh, -oBatchMode=yes], or cloud: aws");
    }
  }

  /** Route 53 answers 5 requests/s for a whole account, whose nodes share them. */
  private static void checkPace(AgentSettings agent, CloudKind cloud) {
    if (cloud == CloudKind.AWS
        && agent.recordEvery().filter(given -> given.compareTo(SHORTEST_PACE) < 0).isPresent()) {
      throw new InvalidSettingException(
          "agent.record-every",
          "found "
              + agent.recordEvery().get()
              + ", expected at least 5s where cloud is aws: Route 53 answers 5 requests/s for a whole"
              + " account");
    }
  }

  /** Where the back end is. */
  public enum CloudKind {
    AWS,
    LOCAL
  }

  /** The {@code aws} section. */
  public record Aws(
      @Setting("region; else --region, the environment, the profile, the instance metadata")
          Optional<String> region,
      @Setting("profile of the shared credentials file") Optional<String> profile,
      @Setting(value = "mark the instance with the tag ec2cluster:role", defaultValue = "false")
          boolean tagRole,
      @Setting(value = "how long a throttled or failing call is retried", defaultValue = "2m")
          Duration retryDeadline,
      @Setting(
              value = "how long fencing waits for an instance to stop; by force after half of it",
              defaultValue = "10m")
          Duration fenceDeadline) {
    /** The defaults. */
    public static Aws defaults() {
      return new Aws(
          Optional.empty(), Optional.empty(), false, Duration.ofMinutes(2), Duration.ofMinutes(10));
    }
  }

  /** The {@code dns} section. */
  public record Dns(
      @Setting("id of the hosted zone") Optional<String> zoneId,
      @Setting("name of the hosted zone, instead of its id") Optional<String> zone,
      @Setting(
              value =
                  "with zone: whether it is the private one; unset: there must be only one of the name")
          Optional<Boolean> privateZone,
      @Setting("name of the primary, a template") Optional<Template> primaryName,
      @Setting("name of the replica pool, a template") Optional<Template> replicaName,
      @Setting(value = "TTL of both names", defaultValue = "60s") Duration ttl,
      @Setting("TTL of the primary name") Optional<Duration> primaryTtl,
      @Setting("TTL of the pool's records") Optional<Duration> replicaTtl,
      @Setting(
              "what is published: public-hostname, local-hostname, public-ipv4, local-ipv4 or a template")
          Optional<Template> target,
      @Setting(value = "weight of a replica in the pool, 0 to 255", defaultValue = "10") int weight,
      @Setting(
              value = "how long after its publication a name is taken to be known everywhere",
              defaultValue = "60s")
          Duration settle) {
    private static final int LARGEST_WEIGHT = 255;

    /** Refuses a zone that is given twice, a weight and TTLs that no record can have. */
    public Dns {
      if (zoneId.isPresent() && zone.isPresent()) {
        throw new InvalidSettingException(
            "zone", "found beside zone-id, expected one of zone-id and zone: remove the other");
      }
      if (weight < 0 || weight > LARGEST_WEIGHT) {
        throw new InvalidSettingException(
            "weight", "found " + weight + ", expected a weight from 0 to " + LARGEST_WEIGHT);
      }
      checkTtl("ttl", ttl);
      primaryTtl.ifPresent(given -> checkTtl("primary-ttl", given));
      replicaTtl.ifPresent(given -> checkTtl("replica-ttl", given));
    }

    /** A TTL is a whole number of seconds of 31 bits (RFC 2181, section 8). */
    private static void checkTtl(String key, Duration ttl) {
      if (ttl.isNegative() || ttl.getNano() != 0 || ttl.getSeconds() > Integer.MAX_VALUE) {
        throw new InvalidSettingException(
            key, "found " + ttl + ", expected whole seconds, at most " + Integer.MAX_VALUE);
      }
    }

    /** A zone by id with its names; everything else as by default. */
    public static Dns of(String zoneId, String primaryName, Optional<String> replicaName) {
      return new Dns(
          Optional.of(zoneId),
          Optional.empty(),
          Optional.empty(),
          Optional.of(Template.of(primaryName)),
          replicaName.map(Template::of),
          Duration.ofSeconds(60),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          10,
          Duration.ofSeconds(60));
    }
  }

  /** What keeps small records and leases. */
  public enum CoordinationProvider {
    /** A table of DynamoDB, the default where {@code cloud} is {@code aws}. */
    DYNAMODB,
    /** TXT records; they bear no leases. */
    ROUTE53,
    /** The directory of the local back end, the default there. */
    LOCAL
  }

  /** The {@code coordination} section. */
  public record Coordination(
      @Setting(
              "dynamodb (default where cloud is aws), route53 (no leases) or local (default where cloud is local)")
          Optional<CoordinationProvider> provider,
      @Setting(value = "with dynamodb: the table", defaultValue = "ec2cluster") String table,
      @Setting(
              "with route53: the name that the records are below; default: _ec2cluster below dns.zone")
          Optional<String> name) {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

    /** Refuses names that no table or record can have. */
    public Coordination {
      if (!TABLE.matcher(table).matches()) {
        throw new InvalidSettingException(
            "table",
            "found "
                + Quoted.of(table)
                + ", expected a name that DynamoDB allows: 3 to 255 letters, digits, '_', '-' and '.'");
      }
      name.ifPresent(Coordination::checkName);
    }

    private static void checkName(String text) {
      try {
        DnsName.of(text);
      } catch (IllegalArgumentException wrong) {
        throw new InvalidSettingException(
            "name", "found " + Quoted.of(text) + ", expected a DNS name in the zone");
      }
    }

    /** The back end's own provider. */
    public static Coordination defaults() {
      return new Coordination(Optional.empty(), "ec2cluster", Optional.empty());
    }
  }

  /** What {@code init} does on a former primary. */
  public enum RejoinPolicy {
    /** It explains, and leaves the data alone. */
    BY_HAND,
    /** It does what {@code rejoin} does without {@code --reclone}. */
    AUTOMATIC
  }

  /** The {@code synchronous} section. */
  public record Synchronous(
      @Setting(value = "how many replicas every commit waits for; 0: none", defaultValue = "0")
          int replicas) {
    /** Refuses a negative number. */
    public Synchronous {
      if (replicas < 0) {
        throw new InvalidSettingException(
            "replicas", "found " + replicas + ", expected 0 or the number of replicas");
      }
    }

    /** Commits wait for nobody. */
    public static Synchronous off() {
      return new Synchronous(0);
    }
  }

  /**
   * Keys that engine ids may not take, because they mean something at the top level of the file.
   */
  public static List<String> keys() {
    return List.copyOf(RESERVED);
  }

  private static final List<String> RESERVED =
      List.of(
          "cluster",
          "engine",
          "cloud",
          "local-dir",
          "state-dir",
          "template-syntax",
          "role-deadline",
          "aws",
          "dns",
          "hooks",
          "schedule",
          "schedule-as",
          "coordination",
          "rejoin",
          "synchronous",
          "agent",
          "remote",
          "remote-program");

  /** What an embedding application needs at least: a cluster, a back end and its names. */
  public static ClusterSettings of(
      String cluster, CloudKind cloud, Optional<Path> localDir, Dns dns) {
    return new ClusterSettings(
        Optional.of(cluster),
        Optional.empty(),
        cloud,
        localDir,
        Optional.empty(),
        TemplateSyntax.MUSTACHE,
        Duration.ofMinutes(10),
        Aws.defaults(),
        dns,
        Coordination.defaults(),
        Hooks.none(),
        List.of(),
        ScheduleForm.AUTO,
        List.of(),
        List.of("ec2cluster"),
        RejoinPolicy.BY_HAND,
        Synchronous.off());
  }

  /** The same with a directory for ec2cluster's own files. */
  public ClusterSettings withStateDir(Path directory) {
    return copy(Optional.of(directory), coordination, hooks, schedule, scheduleAs);
  }

  /** The same with hooks. */
  public ClusterSettings with(Hooks newHooks) {
    return copy(stateDir, coordination, newHooks, schedule, scheduleAs);
  }

  /** The same with another place for small records and leases. */
  public ClusterSettings with(Coordination newCoordination) {
    return copy(stateDir, newCoordination, hooks, schedule, scheduleAs);
  }

  /** The same with another way of the agent. */
  public ClusterSettings with(AgentSettings newAgent) {
    return copy(stateDir, coordination, hooks, schedule, scheduleAs, newAgent);
  }

  /** The same with jobs for the primary. */
  public ClusterSettings withSchedule(List<ScheduledJob> jobs, ScheduleForm form) {
    return copy(stateDir, coordination, hooks, jobs, form);
  }

  private ClusterSettings copy(
      Optional<Path> newStateDir,
      Coordination newCoordination,
      Hooks newHooks,
      List<ScheduledJob> jobs,
      ScheduleForm form) {
    return copy(newStateDir, newCoordination, newHooks, jobs, form, agent);
  }

  private ClusterSettings copy(
      Optional<Path> newStateDir,
      Coordination newCoordination,
      Hooks newHooks,
      List<ScheduledJob> jobs,
      ScheduleForm form,
      AgentSettings newAgent) {
    return new ClusterSettings(
        cluster,
        engine,
        cloud,
        localDir,
        newStateDir,
        templateSyntax,
        roleDeadline,
        aws,
        dns,
        newCoordination,
        newHooks,
        jobs,
        form,
        remote,
        remoteProgram,
        rejoin,
        synchronous,
        newAgent);
  }
}
