package io.labkeeper.reference;

import java.util.List;

/**
 * The settings that one package declares.
 *
 * @param module the folder of the module that they stand in, such as {@code sync-worker}
 * @param prefix what all their names begin with
 * @param doc what they are about, in Markdown
 */
public record Feature(String module, String prefix, String doc, List<Setting> settings) {}
