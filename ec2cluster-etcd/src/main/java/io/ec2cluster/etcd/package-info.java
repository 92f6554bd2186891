/**
 * etcd membership on an Auto Scaling group: founding, joining, house-keeping, discovery records.
 * Not there yet: this module holds its place until the engine arrives.
 */
@NullMarked
package io.ec2cluster.etcd;

import org.jspecify.annotations.NullMarked;
