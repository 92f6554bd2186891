package io.ec2cluster.spi;

import io.ec2cluster.role.OwnerLife;

/**
 * What a back end knows of an instance.
 *
 * @param word the state in the back end's own word, such as {@code running}
 * @param life what it proves
 * @param noPromote whether the instance is marked never to become the primary (EC2: the tag {@code
 *     ec2cluster:no-promote} with any value but {@code false})
 */
public record InstanceState(String word, OwnerLife life, boolean noPromote) {}
