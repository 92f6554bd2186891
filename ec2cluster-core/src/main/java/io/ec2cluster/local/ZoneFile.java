package io.ec2cluster.local;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.internal.dns.ZoneContents;
import java.util.List;
import java.util.Set;

/**
 * A zone as a master file (RFC 1035, section 5) that a name server can load as it stands.
 *
 * <ul>
 *   <li>{@code $ORIGIN .}: the values of record sets are absolute with or without a dot at their
 *       end, as over Route 53, and stand in the file exactly as they were given.
 *   <li>SOA and NS name {@code localhost}, as the zones do that a name server brings along: no
 *       address has to be known for them. The serial grows by one with each change. The negative
 *       TTL is short, because names appear while nodes wait for them.
 *   <li>A weighted record set carries its identifier (URL-encoded) and weight in a comment behind
 *       each record. Those that a plain name server shall not answer with ({@link ServedSets}: of
 *       several CNAMEs of one name all but the heaviest, and sets of weight 0) stand in comments of
 *       their own, which begin with {@value #UNSERVED}.
 *   <li>The last line says that the file is complete: a file that was cut short is damaged, and
 *       never a smaller zone.
 * </ul>
 *
 * <p>Immutable.
 *
 * @param contents what the zone holds
 * @param serial the serial of the SOA record; 0 for a zone that was never written
 */
record ZoneFile(ZoneContents contents, long serial) {
  /** What stands in front of a record in a comment. */
  static final String UNSERVED = ";ec2cluster: ";

  /** What stands between a record and its set identifier and weight. */
  static final String MARKER = " ; ec2cluster: ";

  static final String ORIGIN = "$ORIGIN .";
  static final String TTL = "$TTL ";
  static final String END = "; ec2cluster: end of zone";

  private static final long MAX_SERIAL = 0xffff_ffffL;
  private static final String HEADING =
      """
      ; A zone of ec2cluster's local back end. ec2cluster rewrites this file with every change:
      ; edit records, one on a line, only while nothing of it runs; comments are not kept.
      """;

  /** A zone that nobody has written yet. */
  static ZoneFile empty(DnsName zone) {
    return new ZoneFile(ZoneContents.empty(zone), 0);
  }

  /** The next version of the zone. */
  ZoneFile next(ZoneContents newContents) {
    // Serials wrap (RFC 1982); 0 stays the zone that was never written.
    return new ZoneFile(newContents, serial == MAX_SERIAL ? 1 : serial + 1);
  }

  /** The file's text. */
  String text() {
    String zone = contents.zone().absolute();
    StringBuilder text = new StringBuilder(HEADING);
    text.append(ORIGIN).append('\n');
    text.append(TTL).append("60\n");
    text.append(zone + " 60 IN SOA localhost. root.localhost. " + serial + " 60 60 604800 5\n");
    text.append(zone + " 60 IN NS localhost.\n");
    List<RecordSet> all = contents.all();
    Set<RecordSet> served = ServedSets.of(all);
    for (RecordSet set : all) {
      for (String value : set.values()) {
        text.append(served.contains(set) ? "" : UNSERVED);
        text.append(ZoneLine.text(set, value)).append('\n');
      }
    }
    return text.append(END).append('\n').toString();
  }
}
