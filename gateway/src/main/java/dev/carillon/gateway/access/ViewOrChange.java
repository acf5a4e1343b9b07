package dev.carillon.gateway.access;

import dev.carillon.gateway.directory.ContentType;
import java.util.List;

/** Which permissions let a user see events of a content type, as in the guide: to view its objects, or to change them. */
public final class ViewOrChange {
    private ViewOrChange() {}

    /** Each as {@code app_label.codename}; either suffices. */
    public static List<String> of(ContentType type) {
        return List.of(type.appLabel() + ".view_" + type.model(), type.appLabel() + ".change_" + type.model());
    }
}
