/** Tests of what is deployed: the chart, its rules and dashboard, the image's tree. */
@NullMarked
package io.stillwatch.deploy;

import org.jspecify.annotations.NullMarked;
