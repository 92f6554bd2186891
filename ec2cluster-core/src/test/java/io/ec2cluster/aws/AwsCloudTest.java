package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class AwsCloudTest {
  private static final DnsName NAME = DnsName.of("primary.example.com");

  private final FakeTime time = new FakeTime();
  private final List<CreateTagsRequest> tagged = new ArrayList<>();
  private final AtomicInteger metadataReads = new AtomicInteger();

  @Test
  void aNameIsUsedOnceItsPublicationHasSettled() {
    AwsCloud cloud = cloud(true, ec2());

    assertThat(cloud.hostFor(NAME, Optional.of(time.now()))).isEmpty();
    assertThat(cloud.hostFor(NAME, Optional.of(time.now().minusSeconds(59)))).isEmpty();
    assertThat(cloud.hostFor(NAME, Optional.of(time.now().minusSeconds(60))))
        .hasValue("primary.example.com");
    assertThat(cloud.hostFor(NAME, Optional.empty())).hasValue("primary.example.com");
  }

  @Test
  void theRoleIsTaggedOnlyWhereTheSettingsAskForIt() {
    cloud(false, ec2()).tagRole(Role.PRIMARY);
    assertThat(tagged).isEmpty();

    cloud(true, ec2()).tagRole(Role.PRIMARY);
    assertThat(tagged)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.resources()).containsExactly("i-1");
              assertThat(request.tags().get(0).key()).isEqualTo("ec2cluster:role");
              assertThat(request.tags().get(0).value()).isEqualTo("primary");
            });
  }

  @Test
  void aTagThatCannotBeSetStopsNothing() {
    cloud(true, denied()).tagRole(Role.PRIMARY);

    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void metadataIsReadOnceAndOnlyWhenItIsNeeded() {
    AwsCloud cloud = cloud(true, ec2());
    assertThat(metadataReads).hasValue(0);

    assertThat(cloud.metadata().instanceId()).isEqualTo("i-1");
    assertThat(cloud.metadata()).isSameAs(cloud.metadata());
    assertThat(metadataReads).hasValue(1);
  }

  @Test
  void theBackEndNamesItself() {
    Cloud cloud = cloud(true, ec2());

    assertThat(cloud.id()).isEqualTo("aws");
    assertThat(cloud.as(AwsCloud.class)).hasValue((AwsCloud) cloud);
  }

  private AwsCloud cloud(boolean tagRole, Ec2Client ec2) {
    return AwsCloud.builder(settings(tagRole))
        .metadata(
            () -> {
              metadataReads.incrementAndGet();
              return InstanceMetadata.of(Map.of("instance-id", "i-1"));
            })
        .ec2(ec2)
        .time(time)
        .build();
  }

  private Ec2Client ec2() {
    return new TaggingClient() {
      @Override
      public CreateTagsResponse createTags(CreateTagsRequest request) {
        tagged.add(request);
        return CreateTagsResponse.builder().build();
      }
    };
  }

  private static Ec2Client denied() {
    return new TaggingClient() {
      @Override
      public CreateTagsResponse createTags(CreateTagsRequest request) {
        throw Ec2Exception.builder()
            .statusCode(403)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode("UnauthorizedOperation").build())
            .build();
      }
    };
  }

  private abstract static class TaggingClient implements Ec2Client {
    @Override
    public String serviceName() {
      return "ec2";
    }

    @Override
    public void close() {}
  }

  private static ClusterSettings settings(boolean tagRole) {
    return AwsSettings.of(
        new ClusterSettings.Aws(
            Optional.empty(),
            Optional.empty(),
            tagRole,
            Duration.ofMinutes(2),
            Duration.ofMinutes(10)));
  }
}
