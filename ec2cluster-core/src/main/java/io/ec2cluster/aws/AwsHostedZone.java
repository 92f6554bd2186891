package io.ec2cluster.aws;

import com.google.common.base.CharMatcher;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.ChangeConflictException;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.dns.ZoneContents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.Route53Exception;

/**
 * A hosted zone of Route 53. Safe for use by several threads.
 *
 * <p>A listing costs one request, a batch one; finding the zone by its name one more, once. What is
 * transient (throttling, {@code PriorRequestNotComplete}, server errors, time-outs, lost
 * connections) is repeated with jittered, exponential pauses up to a deadline. A batch that was
 * sent again may meet its own commit and so conflict with itself: callers read back.
 */
public final class AwsHostedZone implements HostedZone {
  /** The most that one answer holds (API reference, ListResourceRecordSets). */
  private static final String PAGE = "300";

  private final Route53Client client;
  private final String id;
  private final Optional<DnsName> name;
  private final AwsRetry retry;

  AwsHostedZone(Route53Client client, String id, Optional<DnsName> name, AwsRetry retry) {
    this.client = client;
    this.id = id;
    this.name = name;
    this.retry = retry;
  }

  /**
   * The zone of an id; costs no request, so an id that does not exist shows in the first one.
   *
   * @param client stays the caller's to close; its socket time-out bounds one attempt
   * @param zoneId with or without {@code /hostedzone/} in front
   * @param deadline how long one listing or batch is repeated; default elsewhere 2 minutes
   * @throws UsageException if the text cannot be an id
   */
  public static AwsHostedZone withId(
      Route53Client client, String zoneId, Time time, RandomGenerator random, Duration deadline) {
    return withId(client, zoneId, new AwsRetry(time, random, deadline));
  }

  static AwsHostedZone withId(Route53Client client, String zoneId, AwsRetry retry) {
    String id = zoneId.startsWith("/hostedzone/") ? zoneId.substring(12) : zoneId;
    boolean plausible =
        CharMatcher.inRange('0', '9').or(CharMatcher.inRange('A', 'Z')).matchesAllOf(id);
    if (id.isEmpty() || id.length() > 32 || !plausible) {
      throw new UsageException(
          "dns.zone-id '"
              + zoneId
              + "' is no id of a hosted zone: expected 1 to 32 capital letters and digits, for"
              + " example Z0123456789ABC; for a name use dns.zone");
    }
    return new AwsHostedZone(client, id, Optional.empty(), retry);
  }

  /**
   * The one zone of a name.
   *
   * @param client stays the caller's to close; its socket time-out bounds one attempt
   * @param privateZone which one, where there may be a public and a private zone of the name
   * @param deadline how long one request is repeated
   * @throws UsageException if there is none, or more than one
   */
  public static AwsHostedZone named(
      Route53Client client,
      DnsName name,
      Optional<Boolean> privateZone,
      Time time,
      RandomGenerator random,
      Duration deadline) {
    return named(client, name, privateZone, new AwsRetry(time, random, deadline));
  }

  static AwsHostedZone named(
      Route53Client client, DnsName name, Optional<Boolean> privateZone, AwsRetry retry) {
    String id = new Route53ZoneSearch(client, retry).idOf(name, privateZone);
    return new AwsHostedZone(client, id, Optional.of(name), retry);
  }

  /** The id as Route 53 knows it, without {@code /hostedzone/}. */
  public String zoneId() {
    return id;
  }

  @Override
  public String id() {
    return "Route 53 zone " + id;
  }

  @Override
  public Optional<DnsName> name() {
    return name;
  }

  @Override
  public List<RecordSet> list(DnsName top) {
    List<RecordSet> found = new ArrayList<>();
    Optional<ListResourceRecordSetsRequest> next =
        Optional.of(
            ListResourceRecordSetsRequest.builder()
                .hostedZoneId(id)
                .startRecordName(top.absolute())
                .maxItems(PAGE)
                .build());
    while (next.isPresent()) {
      ListResourceRecordSetsResponse page = page(next.get(), top);
      page.resourceRecordSets().stream()
          .map(Route53Records::fromRoute53)
          .flatMap(Optional::stream)
          .filter(recordSet -> recordSet.name().isAtOrBelow(top))
          .forEach(found::add);
      next = following(page, top);
    }
    found.sort(ZoneContents.ZONE_ORDER);
    return List.copyOf(found);
  }

  @Override
  public void apply(ChangeBatch batch) {
    AwsCall call =
        AwsCall.changing(
            "change " + id() + " (" + batch.comment() + ")", "route53:ChangeResourceRecordSets");
    retry.run(call, earlier -> apply(batch, earlier));
  }

  private Object apply(ChangeBatch batch, AwsAttempts earlier) {
    try {
      return client.changeResourceRecordSets(Route53Batches.toRequest(id, batch));
    } catch (NoSuchHostedZoneException e) {
      throw noSuchZone(e);
    } catch (Route53Exception e) {
      String words = Route53Batches.refusal(e).orElseThrow(() -> e);
      throw refused(batch, earlier, words);
    }
  }

  private ListResourceRecordSetsResponse page(ListResourceRecordSetsRequest request, DnsName top) {
    AwsCall call = AwsCall.reading("list " + top + " in " + id(), "route53:ListResourceRecordSets");
    return retry.run(
        call,
        earlier -> {
          try {
            return client.listResourceRecordSets(request);
          } catch (NoSuchHostedZoneException e) {
            throw noSuchZone(e);
          }
        });
  }

  /**
   * The request for the next page, while it can hold names at or below the top: in the service's
   * order, by reversed labels, these stand together.
   */
  private Optional<ListResourceRecordSetsRequest> following(
      ListResourceRecordSetsResponse page, DnsName top) {
    if (!page.isTruncated() || !Route53Names.isAtOrBelow(page.nextRecordName(), top)) {
      return Optional.empty();
    }
    return Optional.of(
        ListResourceRecordSetsRequest.builder()
            .hostedZoneId(id)
            .startRecordName(page.nextRecordName())
            .startRecordType(page.nextRecordType())
            .startRecordIdentifier(page.nextRecordIdentifier())
            .maxItems(PAGE)
            .build());
  }

  private EnvironmentException refused(ChangeBatch batch, AwsAttempts earlier, String words) {
    String message = id() + " refused the change batch (" + batch.comment() + "): " + words;
    if (!Route53Batches.isConflict(words)) {
      return new EnvironmentException(message + ". Nothing was changed.");
    }
    return new ChangeConflictException(
        earlier.open()
            ? message + ". An earlier attempt was not answered: this may be its own commit."
            : message);
  }

  private UsageException noSuchZone(NoSuchHostedZoneException e) {
    return new UsageException(
        "there is no hosted zone "
            + id
            + " in the account of these credentials ("
            + AwsFailure.words(e)
            + "). Check dns.zone-id, or give the zone's name as dns.zone; check which account and"
            + " profile are in use",
        e);
  }
}
