package io.ec2cluster.rds;

/** One thing to do with one instance. */
sealed interface FleetAction {
  /** The instance. */
  String instance();

  /** Restore the master from its snapshot. */
  record Restore(String instance, String snapshot) implements FleetAction {}

  /**
   * Give an instance another class.
   *
   * @param from the class that it has
   * @param to the class that it shall have
   */
  record ChangeClass(String instance, String from, String to) implements FleetAction {}

  /** Create a replica. */
  record Create(ReplicaSettings replica) implements FleetAction {
    @Override
    public String instance() {
      return replica.id();
    }
  }

  /** Delete a replica. */
  record Remove(String instance, Reason reason) implements FleetAction {
    /** Why it is too much. */
    enum Reason {
      ABOVE_LIMIT("it stands above the number that is wanted"),
      NOT_LISTED("the configuration does not list it any more");

      private final String words;

      Reason(String words) {
        this.words = words;
      }

      String words() {
        return words;
      }
    }
  }
}
