/** The AWS back end: Route 53, EC2, DynamoDB, SSM and the instance metadata service. */
@NullMarked
package io.ec2cluster.aws;

import org.jspecify.annotations.NullMarked;
