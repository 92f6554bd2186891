package io.ec2cluster.aws;

import io.ec2cluster.UsageException;
import io.ec2cluster.dns.DnsName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameRequest;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameResponse;

/** Finds the one zone of a name: one request, and one more for the message when there is none. */
final class Route53ZoneSearch {
  private static final String PAGE = "100";
  private static final int SHOWN = 5;

  private final Route53Client client;
  private final AwsRetry retry;

  Route53ZoneSearch(Route53Client client, AwsRetry retry) {
    this.client = client;
    this.retry = retry;
  }

  String idOf(DnsName name, Optional<Boolean> privateZone) {
    List<HostedZone> ofName = zonesOf(name);
    List<HostedZone> wanted =
        ofName.stream()
            .filter(zone -> privateZone.map(wish -> wish == isPrivate(zone)).orElse(true))
            .toList();
    if (wanted.isEmpty()) {
      throw ofName.isEmpty() ? absent(name) : otherKind(name, ofName);
    }
    if (wanted.size() > 1) {
      throw new UsageException(
          "there are %d hosted zones %s: %s. Name one by its id with dns.zone-id, or tell a public from a private one with dns.private-zone: true or false"
              .formatted(wanted.size(), name, described(wanted)));
    }
    return id(wanted.get(0));
  }

  private List<HostedZone> zonesOf(DnsName name) {
    List<HostedZone> found = new ArrayList<>();
    Optional<ListHostedZonesByNameRequest> next = Optional.of(request(name.absolute()).build());
    while (next.isPresent()) {
      ListHostedZonesByNameResponse page = page(next.get());
      page.hostedZones().stream().filter(zone -> isNamed(zone.name(), name)).forEach(found::add);
      // The list is in the order of names and starts at this one, so its zones come first.
      next =
          Boolean.TRUE.equals(page.isTruncated()) && isNamed(page.nextDNSName(), name)
              ? Optional.of(
                  request(page.nextDNSName()).hostedZoneId(page.nextHostedZoneId()).build())
              : Optional.empty();
    }
    return found;
  }

  private static boolean isNamed(String written, DnsName name) {
    return Route53Names.decoded(written).equals(Optional.of(name));
  }

  private UsageException absent(DnsName name) {
    ListHostedZonesByNameResponse page =
        page(ListHostedZonesByNameRequest.builder().maxItems(PAGE).build());
    List<HostedZone> similar =
        page.hostedZones().stream()
            .filter(zone -> isSimilar(zone.name(), name))
            .limit(SHOWN)
            .toList();
    List<HostedZone> shown =
        similar.isEmpty() ? page.hostedZones().stream().limit(SHOWN).toList() : similar;
    String others =
        shown.isEmpty()
            ? "the account of these credentials has no hosted zone at all"
            : "%s: %s%s"
                .formatted(
                    similar.isEmpty() ? "the account has" : "similar ones are",
                    described(shown),
                    shown.size() == SHOWN ? " and perhaps more" : "");
    return new UsageException(
        "there is no hosted zone %s (dns.zone); %s. Check the name, or give the id as dns.zone-id; check which account and profile are in use"
            .formatted(name, others));
  }

  private static UsageException otherKind(DnsName name, List<HostedZone> found) {
    return new UsageException(
        "dns.private-zone asks for the other kind of hosted zone than there is of the name %s: %s. Change it, or leave it out"
            .formatted(name, described(found)));
  }

  /** A parent, a child, or of the same first label: what a slip of the pen leads to. */
  private static boolean isSimilar(String written, DnsName name) {
    return Route53Names.decoded(written)
        .filter(
            zone ->
                zone.isAtOrBelow(name)
                    || name.isAtOrBelow(zone)
                    || zone.labels().get(0).equals(name.labels().get(0)))
        .isPresent();
  }

  private ListHostedZonesByNameResponse page(ListHostedZonesByNameRequest request) {
    AwsCall call =
        AwsCall.reading("list the hosted zones of the account", "route53:ListHostedZonesByName");
    return retry.run(call, earlier -> client.listHostedZonesByName(request));
  }

  private static ListHostedZonesByNameRequest.Builder request(String start) {
    return ListHostedZonesByNameRequest.builder().dnsName(start).maxItems(PAGE);
  }

  private static String described(List<HostedZone> zones) {
    return zones.stream()
        .map(
            zone ->
                "%s (%s, %s)"
                    .formatted(
                        Route53Names.decoded(zone.name()).map(DnsName::text).orElse(zone.name()),
                        id(zone),
                        isPrivate(zone) ? "private" : "public"))
        .collect(Collectors.joining(", "));
  }

  private static boolean isPrivate(HostedZone zone) {
    return zone.config() != null && Boolean.TRUE.equals(zone.config().privateZone());
  }

  private static String id(HostedZone zone) {
    return zone.id().substring(zone.id().lastIndexOf('/') + 1);
  }
}
