package io.ec2cluster.local;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.DnsName;
import java.util.List;

/** The name of the zone that the settings mean. */
final class LocalZoneName {
  private LocalZoneName() {}

  static DnsName of(ClusterSettings.Dns settings) {
    return settings.zone().isPresent()
        ? parsed(settings.zone().get(), "dns.zone")
        : ofPrimary(
            settings
                .primaryName()
                .orElseThrow(
                    () ->
                        new UsageException(
                            "the local back end needs a zone: set dns.zone or dns.primary-name")));
  }

  private static DnsName ofPrimary(Template primary) {
    String text = primary.text().strip();
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    List<String> labels = List.of(name.split("\\.", -1));
    if (labels.size() == 1) {
      throw new UsageException(
          "dns.primary-name '"
              + primary.text()
              + "' ("
              + primary.origin()
              + ") has one label and stands in no zone; add the zone to it");
    }
    // The name itself cannot be the zone: a CNAME may not stand beside the zone's own SOA.
    int first = labels.size() > 2 ? labels.size() - 2 : labels.size() - 1;
    return parsed(
        String.join(".", labels.subList(first, labels.size())),
        "the end of dns.primary-name '" + primary.text() + "' (" + primary.origin() + ")");
  }

  private static DnsName parsed(String text, String what) {
    try {
      return DnsName.of(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          what
              + " should name the zone of the local back end: "
              + e.getMessage()
              + "; set dns.zone",
          e);
    }
  }
}
