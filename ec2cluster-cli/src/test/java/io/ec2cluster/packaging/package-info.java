/** What the build does to the shipped jar. */
@NullMarked
package io.ec2cluster.packaging;

import org.jspecify.annotations.NullMarked;
