package io.ec2cluster.testing.standin;

import java.util.List;

/** A way to a moto server. */
interface MotoWay {
  /** In the order in which they are tried. */
  List<MotoWay> ALL = List.of(new MotoContainer(), new MotoOnPath(), new MotoVenv());

  /** Its name, by which it can be forced. */
  String label();

  /** Starts a server this way. */
  MotoServer start() throws MotoUnavailable;

  static MotoWay named(String label) {
    return ALL.stream()
        .filter(way -> way.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "'"
                        + label
                        + "' is no way to a moto server: expected one of "
                        + ALL.stream().map(MotoWay::label).toList()));
  }
}
