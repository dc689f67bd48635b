package io.labkeeper.reader.status;

import io.labkeeper.reader.view.InventoryView.Moment;

/** Figures and the moment that they are of, which the headers of their answer must tell of too. */
record Figures<T>(T value, Moment moment) {}
