package io.ec2cluster.testing.standin;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which action a request means, and the id of the zone or change that it is about. */
record Route53Call(Route53Action action, String id) {
  private record Route(String method, Pattern path, Route53Action action) {}

  private static final String ROOT = "/2013-04-01/";

  private static final List<Route> ROUTES =
      List.of(
          route("GET", "hostedzone/([^/]+)/rrset/?", Route53Action.LIST_RECORD_SETS),
          route("POST", "hostedzone/([^/]+)/rrset/?", Route53Action.CHANGE_RECORD_SETS),
          route("GET", "change/([^/]+)", Route53Action.GET_CHANGE),
          route("GET", "hostedzonesbyname()", Route53Action.LIST_ZONES_BY_NAME),
          route("GET", "hostedzone/([^/]+)", Route53Action.GET_ZONE));

  static Optional<Route53Call> of(StandInRequest request) {
    for (Route route : ROUTES) {
      Matcher path = route.path().matcher(request.path());
      if (route.method().equals(request.method()) && path.matches()) {
        return Optional.of(new Route53Call(route.action(), path.group(1)));
      }
    }
    return Optional.empty();
  }

  private static Route route(String method, String path, Route53Action action) {
    return new Route(method, Pattern.compile(ROOT + path), action);
  }
}
