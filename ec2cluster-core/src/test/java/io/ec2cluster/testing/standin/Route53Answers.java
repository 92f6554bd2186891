package io.ec2cluster.testing.standin;

import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.dns.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The service's answers to well-formed, admitted requests. Safe for use by several threads. */
final class Route53Answers {
  private static final String SUBMITTED = "2026-11-01T00:00:00.000Z";
  private static final int MAX_ITEMS = 300;

  private final Map<String, Route53Zone> zones = new ConcurrentSkipListMap<>();
  private final Map<String, AtomicInteger> changes = new ConcurrentHashMap<>();
  private final AtomicInteger lastChange = new AtomicInteger();
  private volatile boolean listsRefusals;

  void listRefusals() {
    listsRefusals = true;
  }

  void add(Route53Zone zone) {
    if (zones.putIfAbsent(zone.id(), zone) != null) {
      throw new IllegalArgumentException("there is a zone " + zone.id() + " already");
    }
  }

  StandInResponse answer(Route53Call call, StandInRequest request) {
    return switch (call.action()) {
      case LIST_RECORD_SETS -> listRecordSets(zone(call.id()), request);
      case CHANGE_RECORD_SETS -> changeRecordSets(zone(call.id()), request);
      case GET_CHANGE -> getChange(call.id());
      case LIST_ZONES_BY_NAME -> listZonesByName(request);
      case GET_ZONE -> getZone(zone(call.id()));
    };
  }

  private Route53Zone zone(String id) {
    return Optional.ofNullable(zones.get(id))
        .orElseThrow(
            () -> new Route53Error(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id));
  }

  private static StandInResponse listRecordSets(Route53Zone zone, StandInRequest request) {
    String startName =
        request.parameter("name").map(Route53Answers::name).map(StoredRecord::reversed).orElse("");
    String startType = request.parameter("type").orElse("");
    String startIdentifier = request.parameter("identifier").orElse("");
    int maxItems =
        Math.min(MAX_ITEMS, request.parameter("maxitems").map(Integer::parseInt).orElse(MAX_ITEMS));
    List<StoredRecord> found =
        zone.contents().stream()
            .map(StoredRecord::of)
            .sorted(StoredRecord.SERVICE_ORDER)
            .filter(stored -> stored.isFrom(startName, startType, startIdentifier))
            .limit(maxItems + 1L)
            .toList();
    return ok("ListResourceRecordSetsResponse", root -> writeListing(root, found, maxItems));
  }

  private static void writeListing(Xml root, List<StoredRecord> found, int maxItems) {
    boolean truncated = found.size() > maxItems;
    root.nested(
        "ResourceRecordSets",
        sets -> found.stream().limit(maxItems).forEach(stored -> stored.write(sets)));
    root.element("IsTruncated", truncated);
    if (truncated) {
      StoredRecord next = found.get(maxItems);
      root.element("NextRecordName", StoredRecord.escaped(next.recordSet().name()));
      root.element("NextRecordType", next.type());
      if (!next.identifier().isEmpty()) {
        root.element("NextRecordIdentifier", next.identifier());
      }
    }
    root.element("MaxItems", maxItems);
  }

  private StandInResponse changeRecordSets(Route53Zone zone, StandInRequest request) {
    ChangeBatch batch = ChangeBatchReader.read(request.body());
    Optional<Refusal> refusal = zone.apply(batch);
    if (refusal.isPresent()) {
      return refused(refusal.get().messages());
    }
    String id = "C%014d".formatted(lastChange.incrementAndGet());
    changes.put(id, new AtomicInteger());
    return ok(
        "ChangeResourceRecordSetsResponse",
        root -> writeChange(root, id, "PENDING", batch.comment()));
  }

  /** The service puts its reasons into brackets, separated by commas. */
  private StandInResponse refused(List<String> reasons) {
    return listsRefusals
        ? new StandInResponse(
            400,
            Xml.document(
                "InvalidChangeBatch",
                root ->
                    root.nested(
                            "Messages",
                            list -> reasons.forEach(reason -> list.element("Message", reason)))
                        .element("RequestId", "stand-in")))
        : new Route53Error(400, "InvalidChangeBatch", "[" + String.join(", ", reasons) + "]")
            .response();
  }

  /** A change is pending when it is asked for the first time, and in sync from then on. */
  private StandInResponse getChange(String id) {
    AtomicInteger asked = changes.get(id);
    if (asked == null) {
      throw new Route53Error(404, "NoSuchChange", "Could not find resource with ID: " + id);
    }
    String status = asked.getAndIncrement() == 0 ? "PENDING" : "INSYNC";
    return ok("GetChangeResponse", root -> writeChange(root, id, status, ""));
  }

  private static void writeChange(Xml root, String id, String status, String comment) {
    root.nested(
        "ChangeInfo",
        info ->
            info.element("Id", "/change/" + id)
                .element("Status", status)
                .element("SubmittedAt", SUBMITTED)
                .element("Comment", comment));
  }

  private StandInResponse listZonesByName(StandInRequest request) {
    String start =
        request
            .parameter("dnsname")
            .map(Route53Answers::name)
            .map(StoredRecord::reversed)
            .orElse("");
    String startId = request.parameter("hostedzoneid").orElse("");
    int maxItems = request.parameter("maxitems").map(Integer::parseInt).orElse(100);
    List<Route53Zone> found =
        zones.values().stream()
            .sorted(
                Comparator.comparing((Route53Zone zone) -> StoredRecord.reversed(zone.name()))
                    .thenComparing(Route53Zone::id))
            .filter(zone -> isFrom(zone, start, startId))
            .limit(maxItems + 1L)
            .toList();
    return ok("ListHostedZonesByNameResponse", root -> writeZones(root, found, maxItems));
  }

  private static boolean isFrom(Route53Zone zone, String start, String startId) {
    int order = StoredRecord.reversed(zone.name()).compareTo(start);
    return order == 0 ? zone.id().compareTo(startId) >= 0 : order > 0;
  }

  private static void writeZones(Xml root, List<Route53Zone> found, int maxItems) {
    boolean truncated = found.size() > maxItems;
    root.nested(
        "HostedZones",
        zones -> found.stream().limit(maxItems).forEach(zone -> writeZone(zones, zone)));
    root.element("IsTruncated", truncated);
    if (truncated) {
      root.element("NextDNSName", found.get(maxItems).name().absolute());
      root.element("NextHostedZoneId", found.get(maxItems).id());
    }
    root.element("MaxItems", maxItems);
  }

  private static StandInResponse getZone(Route53Zone zone) {
    return ok(
        "GetHostedZoneResponse",
        root -> {
          writeZone(root, zone);
          root.nested(
              "DelegationSet",
              set ->
                  set.nested(
                      "NameServers",
                      servers -> servers.element("NameServer", "ns-1.stand-in.test")));
        });
  }

  private static void writeZone(Xml xml, Route53Zone zone) {
    xml.nested(
        "HostedZone",
        element ->
            element
                .element("Id", "/hostedzone/" + zone.id())
                .element("Name", zone.name().absolute())
                .element("CallerReference", "stand-in-" + zone.id())
                .nested("Config", config -> config.element("PrivateZone", zone.isPrivate()))
                .element("ResourceRecordSetCount", zone.contents().size()));
  }

  private static DnsName name(String text) {
    try {
      return DnsName.of(text.replace("\\052", "*"));
    } catch (IllegalArgumentException e) {
      throw Route53Error.invalidInput(String.valueOf(e.getMessage()));
    }
  }

  private static StandInResponse ok(String root, Consumer<Xml> content) {
    return new StandInResponse(200, Xml.document(root, content));
  }
}
