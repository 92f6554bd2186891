package io.ec2cluster.aws;

import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;

/**
 * An EC2 with one instance that takes its time to stop, as the real one does (moto's is stopped at
 * once): running, stopping, stopped; a stop of one that is pending or shutting down is an error.
 */
final class StoppingEc2 implements Ec2Client {
  private final FakeTime time;
  private final List<String> stops = new ArrayList<>();
  private String state = "running";
  private Optional<Duration> orderly = Optional.of(Duration.ZERO);
  private Optional<Duration> forced = Optional.of(Duration.ZERO);
  private boolean denying;
  private int requests;

  StoppingEc2(FakeTime time) {
    this.time = time;
  }

  /** Its state now; an empty one is an instance that is not known. */
  StoppingEc2 is(String newState) {
    state = newState;
    return this;
  }

  void stopsAfter(Duration delay) {
    orderly = Optional.of(delay);
  }

  void stopsOnlyByForce(Duration delay) {
    orderly = Optional.empty();
    forced = Optional.of(delay);
  }

  void neverStops() {
    orderly = Optional.empty();
    forced = Optional.empty();
  }

  void denies() {
    denying = true;
  }

  String state() {
    return state;
  }

  /** The stops that were accepted: {@code stop} or {@code force}. */
  List<String> stops() {
    return List.copyOf(stops);
  }

  int requests() {
    return requests;
  }

  @Override
  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    requests++;
    if (state.isEmpty()) {
      throw error(400, "InvalidInstanceID.NotFound");
    }
    Instance instance =
        Instance.builder()
            .instanceId(request.instanceIds().get(0))
            .state(now -> now.name(state))
            .build();
    return DescribeInstancesResponse.builder()
        .reservations(Reservation.builder().instances(instance).build())
        .build();
  }

  @Override
  public StopInstancesResponse stopInstances(StopInstancesRequest request) {
    requests++;
    if (denying) {
      throw error(403, "UnauthorizedOperation");
    }
    if (state.equals("pending") || state.equals("shutting-down") || state.equals("terminated")) {
      throw error(400, "IncorrectInstanceState");
    }
    stops.add(request.force() ? "force" : "stop");
    state = "stopping";
    (request.force() ? forced : orderly)
        .ifPresent(delay -> time.after(delay, () -> state = "stopped"));
    return StopInstancesResponse.builder().build();
  }

  private static Ec2Exception error(int status, String code) {
    return (Ec2Exception)
        Ec2Exception.builder()
            .statusCode(status)
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode(code).errorMessage("as the test wants").build())
            .build();
  }

  @Override
  public String serviceName() {
    return "ec2";
  }

  @Override
  public void close() {}
}
