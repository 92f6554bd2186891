/** What one etcd member can be asked and told: its v3 API, through the JSON gateway. */
@org.jspecify.annotations.NullMarked
package io.ec2cluster.etcd.api;
