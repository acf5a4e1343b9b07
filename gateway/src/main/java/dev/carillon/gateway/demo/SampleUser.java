package dev.carillon.gateway.demo;

import dev.carillon.protocol.django.PrimaryKey;
import java.util.List;

/**
 * A user of the sample site, in words for the page; what they really may see stands in {@code site.sql}.
 *
 * @param sees the sample models that the database lets them view or change
 */
record SampleUser(PrimaryKey id, String username, String about, List<SampleModel> sees) {
    static final List<SampleUser> ALL = List.of(
            new SampleUser(new PrimaryKey.IntegerKey(1), "root", "Superuser", List.of(SampleModel.values())),
            new SampleUser(
                    new PrimaryKey.IntegerKey(2),
                    "edith",
                    "Editor, by permissions of her own",
                    List.of(SampleModel.CATEGORY, SampleModel.PRODUCT, SampleModel.ARTICLE)),
            new SampleUser(
                    new PrimaryKey.IntegerKey(3),
                    "victor",
                    "Viewer, by the group Logistics",
                    List.of(SampleModel.PRODUCT, SampleModel.ORDER, SampleModel.SHIPMENT)),
            new SampleUser(new PrimaryKey.IntegerKey(4), "nora", "No permissions", List.of()));

    SampleUser {
        sees = List.copyOf(sees);
    }
}
