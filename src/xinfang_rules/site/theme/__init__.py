"""The theme `xinfang` of MkDocs: a frame for the pages that the plugin makes, without anything from elsewhere."""
