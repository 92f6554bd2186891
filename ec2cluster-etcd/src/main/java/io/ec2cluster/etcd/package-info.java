/** etcd: a group of instances becomes one cluster and stays one. */
@NullMarked
package io.ec2cluster.etcd;

import org.jspecify.annotations.NullMarked;
