package io.ec2cluster.etcd;

import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.etcd.records.Publication;
import io.ec2cluster.etcd.records.PublicationThread;
import io.ec2cluster.etcd.records.Published;
import io.ec2cluster.etcd.records.RecordNames;
import io.ec2cluster.etcd.records.RecordsOwner;
import io.ec2cluster.etcd.records.RecordsReport;
import io.ec2cluster.etcd.records.RecordsZone;
import io.ec2cluster.spi.OperationContext;
import java.util.Optional;
import java.util.function.Consumer;

/** The DNS records of this cluster, as the settings say. For use by one thread. */
final class Records {
  private final OperationContext context;
  private final RecordNames names;
  private final RecordsOwner owner;
  private final RecordsZone zone;

  private Records(
      OperationContext context, RecordNames names, RecordsOwner owner, RecordsZone zone) {
    this.context = context;
    this.names = names;
    this.owner = owner;
    this.zone = zone;
  }

  /**
   * The records; none where no zone is configured.
   *
   * @throws io.ec2cluster.UsageException if the zone or the name is no name
   */
  static Optional<Records> of(OperationContext context, EtcdSettings settings, String cluster) {
    if (settings.zone().isEmpty()) {
      return Optional.empty();
    }
    DnsName zone = RecordsZone.name(settings.zone().get());
    String name = settings.name().map(context::render).orElse(cluster);
    Optional<String> region =
        settings.regions().stream()
            .findFirst()
            .or(() -> context.cloud().as(AwsCloud.class).map(aws -> aws.clients().region()));
    return Optional.of(
        new Records(
            context,
            RecordNames.of(name, zone),
            new RecordsOwner(cluster, region),
            new RecordsZone(context, zone)));
  }

  /** Finds a wrong zone before anything runs; one that only does not answer is said. */
  void check(Consumer<String> say) {
    zone.check(names)
        .ifPresent(why -> say.accept("the records' zone does not answer, going on: " + why));
  }

  /** Keeps them, beside everything else. */
  PublicationThread keep(Consumer<String> say) {
    Publication publication =
        new Publication(names, owner, zone, context.time(), context.random(), new OnlyNews(say));
    return PublicationThread.start(publication, context.time());
  }

  /** How they are. */
  RecordsReport report(Optional<Published> published) {
    return RecordsReport.of(names, owner, zone, published);
  }
}
