@NullMarked
package io.ec2cluster.documents;

import org.jspecify.annotations.NullMarked;
