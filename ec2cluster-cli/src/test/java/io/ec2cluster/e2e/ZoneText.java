package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** What a zone file of the local back end says of the cluster {@code maindb}. */
record ZoneText(String text) {
  private static final Pattern MEMBER =
      Pattern.compile("(?m)^replica\\.maindb\\.example\\.com\\. .*set=(\\S+)");
  private static final Pattern EPOCH = Pattern.compile("\"epoch=(\\d+)\"");

  int epoch() {
    return EPOCH
        .matcher(text)
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /** The instance ids of the replica pool. */
  List<String> pool() {
    return MEMBER.matcher(text).results().map(found -> found.group(1)).toList();
  }

  void assertPublished(String id, String address, int epoch, LifeDeaths deaths) {
    assertThat(text)
        .as(deaths.toString())
        .contains("\"state=published\"", "\"owner=" + id + "\"", "\"epoch=" + epoch + "\"")
        .contains("primary.maindb.example.com. 60 IN A " + address);
  }

  void assertFree(String owner) {
    assertThat(text).contains("\"state=free\"", "\"owner=" + owner + "\"").doesNotContain(" IN A ");
  }
}
