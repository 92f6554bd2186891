/**
 * What an embedding application calls: the {@link io.ec2cluster.Ec2Cluster} facade, the reports
 * that it returns and the exceptions that it throws.
 */
@NullMarked
package io.ec2cluster;

import org.jspecify.annotations.NullMarked;
