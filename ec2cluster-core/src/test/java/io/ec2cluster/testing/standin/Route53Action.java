package io.ec2cluster.testing.standin;

/** The actions of Route 53 that the stand-in answers. */
public enum Route53Action {
  LIST_RECORD_SETS("ListResourceRecordSets"),
  CHANGE_RECORD_SETS("ChangeResourceRecordSets"),
  GET_CHANGE("GetChange"),
  LIST_ZONES_BY_NAME("ListHostedZonesByName"),
  GET_ZONE("GetHostedZone");

  private final String apiName;

  Route53Action(String apiName) {
    this.apiName = apiName;
  }

  /** Its name in the API, as policies name it after {@code route53:}. */
  public String apiName() {
    return apiName;
  }
}
