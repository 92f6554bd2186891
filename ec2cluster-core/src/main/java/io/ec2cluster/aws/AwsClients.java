package io.ec2cluster.aws;

import com.google.common.base.Suppliers;
import io.ec2cluster.config.ClusterSettings;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Clients of AWS services, made when they are first needed and closed together. They share their
 * connections, one credentials provider and one reading of the profile files.
 *
 * <p>Region, profile, endpoints and credentials are found as by every tool of AWS: settings, {@code
 * AWS_REGION}, {@code AWS_PROFILE}, {@code AWS_ENDPOINT_URL}, {@code AWS_ENDPOINT_URL_<SERVICE>},
 * the shared files, the default credential chain. Clients that the application passes are used as
 * they are and left open.
 *
 * <p>Clients made here send a request once: repeating it, with pauses up to a deadline, is the work
 * of their callers, which know what a lost answer means. Safe for use by several threads.
 */
public final class AwsClients implements AutoCloseable {
  private final AwsRegions regions;
  private final AwsEndpoints endpoints;
  private final Supplier<Optional<String>> metadataRegion;
  private final Supplier<ProfileFile> profiles;
  private final Supplier<AwsCredentialsProvider> credentials;
  private final AwsTransports transports;
  private final Supplier<Route53Client> route53;
  private final Supplier<Ec2Client> ec2;
  private final Deque<SdkAutoCloseable> opened = new ArrayDeque<>();
  private boolean closed;

  private AwsClients(Builder builder) {
    profiles = Suppliers.memoize(builder.profiles::get);
    regions = new AwsRegions(builder.settings, builder.environment, profiles);
    endpoints = new AwsEndpoints(builder.environment);
    metadataRegion = builder.metadataRegion;
    credentials =
        builder
            .credentials
            .<Supplier<AwsCredentialsProvider>>map(own -> () -> own)
            .orElseGet(() -> Suppliers.memoize(() -> opened(choose(builder, profiles))));
    transports = new AwsTransports(builder.environment);
    route53 = orMade(builder.route53, () -> global("Route 53", Route53Client.builder()));
    ec2 = orMade(builder.ec2, () -> regional("EC2", Ec2Client.builder()));
  }

  /** Starts with the settings' region and profile. */
  public static Builder builder(ClusterSettings.Aws settings) {
    return new Builder(settings);
  }

  /**
   * Begins, on a thread of its own, to load what the first client needs; it takes most of a short
   * command's time. For the start of a process, before its configuration is read. A failure shows
   * where a client is first used.
   */
  public static void preload() {
    HeadStart.begin(
        "preload",
        () -> {
          try (AwsClients clients =
              builder(ClusterSettings.Aws.defaults())
                  .credentials(AnonymousCredentialsProvider.create())
                  .build()) {
            clients.route53();
          }
        });
  }

  /** Route 53, a global service: it needs no region. */
  public Route53Client route53() {
    return route53.get();
  }

  /**
   * EC2 in the node's region.
   *
   * @throws io.ec2cluster.UsageException if no region is known
   */
  public Ec2Client ec2() {
    return ec2.get();
  }

  /**
   * The region of the regional services.
   *
   * @throws io.ec2cluster.UsageException if none is known, naming the places
   */
  public String region() {
    return regions.required(metadataRegion).id();
  }

  /**
   * Makes a client of another regional service, for engine modules: the same region, credentials
   * and endpoints. It is closed with this object.
   *
   * @param serviceId its id in the API model, for example {@code RDS}
   * @param builder the SDK's builder, with what the caller has set already
   */
  public <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
      C regional(String serviceId, B builder) {
    return make(serviceId, builder, regions.required(metadataRegion));
  }

  /**
   * Makes a client of a regional service in another region than the node's, otherwise like {@link
   * #regional(String, AwsClientBuilder)}.
   *
   * @param region the region's id, for example {@code eu-west-1}
   * @param place where that stands, for the error
   * @throws io.ec2cluster.UsageException if it is no region
   */
  public <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
      C regional(String serviceId, B builder, String region, String place) {
    return make(serviceId, builder, AwsRegions.region(region, place));
  }

  /**
   * Makes a client of a global service. A region that is configured chooses the partition (China,
   * GovCloud).
   */
  private <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
      C global(String serviceId, B builder) {
    return make(serviceId, builder, regions.configured().orElse(Region.AWS_GLOBAL));
  }

  private <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
      C make(String serviceId, B builder, Region region) {
    builder
        .region(region)
        .credentialsProvider(credentials.get())
        .overrideConfiguration(
            options ->
                options
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .defaultProfileFileSupplier(profiles));
    Optional<URI> endpoint = endpoints.find(serviceId);
    endpoint.ifPresent(builder::endpointOverride);
    return opened(builder.httpClient(transports.to(endpoint)).build());
  }

  /** Closes what was made here, in reverse order, and nothing that was passed in. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private synchronized <T> T opened(T resource) {
    if (resource instanceof SdkAutoCloseable closeable) {
      if (closed) {
        closeable.close();
        throw new IllegalStateException("these clients of AWS are closed");
      }
      opened.push(closeable);
    }
    return resource;
  }

  private static AwsCredentialsProvider choose(Builder builder, Supplier<ProfileFile> profiles) {
    return AwsCredentialsChoice.of(builder.settings, builder.environment, profiles);
  }

  private static <C> Supplier<C> orMade(Optional<C> own, Supplier<C> made) {
    return own.<Supplier<C>>map(client -> () -> client)
        .orElseGet(() -> Suppliers.memoize(made::get));
  }

  /** Collects what the clients are made of. Not thread-safe. */
  public static final class Builder {
    private final ClusterSettings.Aws settings;
    private Map<String, String> environment = Map.of();
    private Supplier<Optional<String>> metadataRegion = Optional::empty;
    private Supplier<ProfileFile> profiles = ProfileFile::defaultProfileFile;
    private Optional<AwsCredentialsProvider> credentials = Optional.empty();
    private Optional<Route53Client> route53 = Optional.empty();
    private Optional<Ec2Client> ec2 = Optional.empty();

    private Builder(ClusterSettings.Aws settings) {
      this.settings = settings;
    }

    /**
     * The environment variables for region, profile, endpoints and keys; by default none beside
     * those of the process that the SDK reads by itself.
     */
    public Builder environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    /** The region of the instance metadata, asked only where nothing else names one. */
    public Builder metadataRegion(Supplier<Optional<String>> region) {
      metadataRegion = region;
      return this;
    }

    /** The shared files; by default those that the SDK finds. */
    public Builder profiles(Supplier<ProfileFile> files) {
      profiles = files;
      return this;
    }

    /** Credentials of the application; not closed here. */
    public Builder credentials(AwsCredentialsProvider provider) {
      credentials = Optional.of(provider);
      return this;
    }

    /** The application's own client; not closed here. */
    public Builder route53(Route53Client client) {
      route53 = Optional.of(client);
      return this;
    }

    /** The application's own client; not closed here. */
    public Builder ec2(Ec2Client client) {
      ec2 = Optional.of(client);
      return this;
    }

    /** Ready; nothing is opened yet. */
    public AwsClients build() {
      return new AwsClients(this);
    }
  }
}
